package io.posthorn.queue.api;

import static io.posthorn.queue.queue.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.posthorn.queue.queue.Dialect;
import io.posthorn.queue.queue.SqsErrors;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullAndEmptySource;

/** ReceiveMessage, DeleteMessage and ChangeMessageVisibility, alone and in batches. */
class ReceivedMessagesTest {
    private final Endpoint sqs = Endpoint.aws();
    private final String url = sqs.create("jobs", Map.of("ReceiveMessageWaitTimeSeconds", "7"));

    @Test
    void showsAMessageWithoutAttributesUnlessAsked() {
        SendMessageOutput sent = send();

        Message message = receive(List.of(), List.of(), List.of()).getFirst();

        assertThat(message.messageId()).isEqualTo(sent.messageId());
        assertThat(message.md5OfBody()).isEqualTo(sent.md5OfMessageBody());
        assertThat(message.body()).isEqualTo("test");
        assertThat(message.receiptHandle()).hasSize(43);
        assertThat(message.attributes()).isEmpty();
        assertThat(message.messageAttributes()).isEmpty();
        assertThat(message.md5OfMessageAttributes()).isNull();
    }

    @Test
    void showsSystemAttributesByEitherName() {
        send();

        Message message = receive(List.of("SenderId", "Unknown"), List.of("ApproximateReceiveCount"), List.of())
                .getFirst();

        assertThat(message.attributes())
                .containsOnly(Map.entry("SenderId", "AIDAALICE"), Map.entry("ApproximateReceiveCount", "1"));
    }

    @Test
    void showsAllSystemAttributesOfAStandardQueue() {
        send();
        long sentAt = sqs.clock.instant().toEpochMilli();
        sqs.clock.advance(Duration.ofSeconds(1));

        assertThat(receive(List.of("All", "SenderId"), List.of(), List.of())
                        .getFirst()
                        .attributes())
                .containsOnly(
                        Map.entry("SenderId", "AIDAALICE"),
                        Map.entry("SentTimestamp", Long.toString(sentAt)),
                        Map.entry("ApproximateReceiveCount", "1"),
                        Map.entry("ApproximateFirstReceiveTimestamp", Long.toString(sentAt + 1000)),
                        Map.entry("AWSTraceHeader", "Root=1"),
                        Map.entry("MessageGroupId", "tenant"));
    }

    @Test
    void showsOrderAndDeduplicationOfAFifoQueue() {
        String fifo = sqs.createFifo("jobs.fifo");
        SendMessageOutput sent = sqs.call(SendMessage.SHAPE, Endpoint.message(fifo, "x", null, "d", "g"));

        assertThat(sqs.receive(fifo, 1).getFirst().attributes())
                .containsEntry("MessageGroupId", "g")
                .containsEntry("MessageDeduplicationId", "d")
                .containsEntry("SequenceNumber", sent.sequenceNumber());
    }

    @Test
    void theDeduplicationIdThatTheContentGivesIsItsHash() {
        String fifo = sqs.createFifo("jobs.fifo");
        String hash = "2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881";
        SendMessageOutput sent = sqs.call(SendMessage.SHAPE, Endpoint.message(fifo, "x", null, null, "g"));

        SendMessageOutput again = sqs.call(SendMessage.SHAPE, Endpoint.message(fifo, "y", null, hash, "g"));

        assertThat(again.messageId()).isEqualTo(sent.messageId());
        assertThat(sqs.receive(fifo, 10))
                .singleElement()
                .satisfies(message -> assertThat(message.attributes()).containsEntry("MessageDeduplicationId", hash));
    }

    @ParameterizedTest
    @CsvSource({
        "color,da1b33cc3cbfe8b1630921e78e6b9880,1",
        "co.*,,2",
        "All,d838729972a4b70e2d2acd9d59ac847c,3",
        ".*,d838729972a4b70e2d2acd9d59ac847c,3",
        "none,,0"
    })
    void digestsTheAttributesThatItShows(String asked, @Nullable String md5, int count) {
        send();

        Message message = receive(List.of(), List.of(), List.of(asked)).getFirst();

        assertThat(message.messageAttributes()).hasSize(count);
        if (md5 != null) {
            assertThat(message.md5OfMessageAttributes()).isEqualTo(md5);
        }
        assertThat(message.md5OfMessageAttributes() == null).isEqualTo(count == 0);
    }

    @Test
    void showsAttributesAsTheyWereSent() {
        send();

        assertThat(receive(List.of(), List.of(), List.of("All")).getFirst().messageAttributes())
                .containsEntry("color", SendMessageTest.text("String", "blue"))
                .containsEntry("blob", SendMessageTest.binary((byte) 1, (byte) 2, (byte) 3));
    }

    @Test
    void answersNothingFromAnEmptyQueue() {
        assertThat(sqs.receive(url, 10)).isEmpty();
    }

    @Test
    void takesTheQueuesWaitAndVisibilityOnlyWhenNoneIsGiven() {
        receive(null, null);
        assertThat(sqs.queue("jobs").lastWait()).isEqualTo(Duration.ofSeconds(7));
        assertThat(sqs.queue("jobs").lastReceive().visibilityTimeout()).isNull();
        assertThat(sqs.queue("jobs").lastReceive().max()).isEqualTo(1);

        receive(0, 0);
        assertThat(sqs.queue("jobs").lastWait()).isZero();
        assertThat(sqs.queue("jobs").lastReceive().visibilityTimeout()).isEqualTo(Duration.ZERO);
    }

    @Test
    void keepsParametersInRange() {
        assertRefused(
                () -> sqs.receive(url, 11),
                SqsErrors.INVALID_PARAMETER_VALUE,
                "Value 11 for parameter MaxNumberOfMessages is invalid. Reason: Must be between 1 and 10, if provided.");
        assertRefused(
                () -> sqs.receive(url, 0),
                SqsErrors.INVALID_PARAMETER_VALUE,
                "Value 0 for parameter MaxNumberOfMessages is invalid. Reason: Must be between 1 and 10, if provided.");
        assertRefused(
                () -> receive(21, null),
                SqsErrors.INVALID_PARAMETER_VALUE,
                "Value 21 for parameter WaitTimeSeconds is invalid. Reason: Must be >= 0 and <= 20, if provided.");
        assertRefused(
                () -> receive(null, 43_201),
                SqsErrors.INVALID_PARAMETER_VALUE,
                "Value 43201 for parameter VisibilityTimeout is invalid. Reason: Must be >= 0 and <= 43200, if"
                        + " provided.");
    }

    @Test
    void repeatsAnAttemptOnAFifoQueueOnly() {
        String fifo = sqs.createFifo("jobs.fifo");
        sqs.call(SendMessage.SHAPE, Endpoint.message(fifo, "x", null, null, "g"));

        List<Message> first = attempt(fifo, "a");

        assertThat(attempt(fifo, "a"))
                .extracting(Message::receiptHandle)
                .containsExactly(first.getFirst().receiptHandle());
        assertRefused(
                () -> attempt(url, "a"),
                SqsErrors.INVALID_PARAMETER_VALUE,
                "Value a for parameter ReceiveRequestAttemptId is invalid. Reason: The request include parameter that is"
                        + " not valid for this queue type.");
        assertRefused(
                () -> attempt(fifo, "a b"),
                SqsErrors.INVALID_PARAMETER_VALUE,
                "Value a b for parameter ReceiveRequestAttemptId is invalid. Reason: ReceiveRequestAttemptId can only"
                        + " include alphanumeric and punctuation characters. 1 to 128 in length.");
    }

    @Test
    void refusesAShortPollOfAQueueWithTooManyInFlight() {
        sqs.queue("jobs").limitInFlight(1);
        send();
        send();
        assertThat(sqs.receive(url, 1)).hasSize(1);

        assertThat(SqsErrors.OVER_LIMIT.status()).isEqualTo(403);
        assertRefused(
                () -> receive(0, null),
                SqsErrors.OVER_LIMIT,
                "The queue has as many messages in flight as it may have. Delete messages, or let their visibility"
                        + " timeouts end.");
        assertThat(receive(1, null)).isEmpty();
    }

    @Test
    void receivesOneMessageOfAGroupAtATimeInYandexCloud() {
        Endpoint ymq = new Endpoint(Dialect.YANDEX);
        String fifo = ymq.createFifo("jobs.fifo");
        ymq.call(SendMessage.SHAPE, Endpoint.message(fifo, "a", null, null, "g"));
        ymq.call(SendMessage.SHAPE, Endpoint.message(fifo, "b", null, null, "g"));

        assertThat(ymq.receive(fifo, 10)).extracting(Message::body).containsExactly("a");
    }

    @Test
    void deletesOnceOrTwice() {
        send();
        String handle = sqs.receive(url, 1).getFirst().receiptHandle();
        delete(handle);
        delete(handle);
        sqs.clock.advance(Duration.ofMinutes(1));

        assertThat(sqs.receive(url, 1)).isEmpty();
    }

    @Test
    void leavesAMessageThatWasReceivedAgain() {
        send();
        String old = sqs.receive(url, 1).getFirst().receiptHandle();
        sqs.clock.advance(Duration.ofSeconds(30));
        assertThat(sqs.receive(url, 1)).hasSize(1);
        delete(old);
        sqs.clock.advance(Duration.ofSeconds(30));

        assertThat(sqs.receive(url, 1)).hasSize(1);
    }

    @Test
    void refusesHandlesThatAreNoneOrAnotherQueues() {
        String other = sqs.create("other", Map.of());
        sqs.send(other, "x");
        String othersHandle = sqs.receive(other, 1).getFirst().receiptHandle();

        for (String handle : List.of("garbage", othersHandle)) {
            String text = "The input receipt handle \"" + handle + "\" is not a valid receipt handle.";
            assertRefused(() -> delete(handle), SqsErrors.receiptHandleIsInvalid(Dialect.AWS), text);
            assertRefused(() -> hide(handle, 1), SqsErrors.receiptHandleIsInvalid(Dialect.AWS), text);
        }
        assertThat(SqsErrors.receiptHandleIsInvalid(Dialect.AWS).status()).isEqualTo(404);
        assertThat(SqsErrors.receiptHandleIsInvalid(Dialect.YANDEX).status()).isEqualTo(400);
    }

    @ParameterizedTest
    @NullAndEmptySource
    void wantsAHandle(@Nullable String handle) {
        String text = "The request must contain the parameter ReceiptHandle.";

        assertRefused(() -> delete(handle), SqsErrors.MISSING_PARAMETER, text);
        assertRefused(() -> hide(handle, 1), SqsErrors.MISSING_PARAMETER, text);
    }

    @Test
    void refusesAnExpiredHandleOfAFifoQueue() {
        String fifo = sqs.createFifo("jobs.fifo");
        sqs.call(SendMessage.SHAPE, Endpoint.message(fifo, "x", null, null, "g"));
        String handle = sqs.receive(fifo, 1).getFirst().receiptHandle();
        sqs.clock.advance(Duration.ofSeconds(30));

        assertRefused(
                () -> sqs.call(DeleteMessage.SHAPE, new DeleteMessageInput(fifo, handle)),
                SqsErrors.INVALID_PARAMETER_VALUE,
                "Value " + handle + " for parameter ReceiptHandle is invalid. Reason: The receipt handle has expired.");
    }

    @Test
    void hidesAndShowsMessages() {
        send();
        String handle = sqs.receive(url, 1).getFirst().receiptHandle();
        hide(handle, 0);
        Message again = sqs.receive(url, 1).getFirst();
        hide(again.receiptHandle(), 60);
        sqs.clock.advance(Duration.ofSeconds(59));

        assertThat(again.attributes()).containsEntry("ApproximateReceiveCount", "2");
        assertThat(sqs.receive(url, 1)).isEmpty();
        sqs.clock.advance(Duration.ofSeconds(1));
        assertThat(sqs.receive(url, 1)).hasSize(1);
    }

    @Test
    void refusesToHideADeletedMessage() {
        send();
        String handle = sqs.receive(url, 1).getFirst().receiptHandle();
        delete(handle);

        assertRefused(
                () -> hide(handle, 1),
                SqsErrors.INVALID_PARAMETER_VALUE,
                "Value " + handle + " for parameter ReceiptHandle is invalid. Reason: Message does not exist or is not"
                        + " available for visibility timeout change.");
    }

    @Test
    void saysMessageNotInflightInYandexCloud() {
        Endpoint ymq = new Endpoint(Dialect.YANDEX);
        String jobs = ymq.create("jobs", Map.of());
        ymq.send(jobs, "x");
        String handle = ymq.receive(jobs, 1).getFirst().receiptHandle();
        ymq.call(DeleteMessage.SHAPE, new DeleteMessageInput(jobs, handle));

        assertRefused(
                () -> ymq.call(ChangeMessageVisibility.SHAPE, new ChangeMessageVisibilityInput(jobs, handle, 1)),
                SqsErrors.MESSAGE_NOT_INFLIGHT,
                "The message referred to isn't in flight.");
    }

    @Test
    void hidesAMessageThatIsVisibleAgainButNotInYandexCloud() {
        Endpoint ymq = new Endpoint(Dialect.YANDEX);
        String jobs = ymq.create("jobs", Map.of());
        ymq.send(jobs, "x");
        String theirs = ymq.receive(jobs, 1).getFirst().receiptHandle();
        ymq.clock.advance(Duration.ofSeconds(30));
        send();
        String ours = sqs.receive(url, 1).getFirst().receiptHandle();
        sqs.clock.advance(Duration.ofSeconds(30));

        hide(ours, 60);
        assertRefused(
                () -> ymq.call(ChangeMessageVisibility.SHAPE, new ChangeMessageVisibilityInput(jobs, theirs, 60)),
                SqsErrors.MESSAGE_NOT_INFLIGHT,
                "The message referred to isn't in flight.");

        assertThat(sqs.receive(url, 1)).isEmpty();
        assertThat(ymq.receive(jobs, 1)).hasSize(1);
    }

    @Test
    void refusesToHideAMessageForMoreThanTwelveHoursInAll() {
        send();
        String handle = sqs.receive(url, 1).getFirst().receiptHandle();
        sqs.clock.advance(Duration.ofSeconds(10));

        assertRefused(
                () -> hide(handle, 43_200),
                SqsErrors.INVALID_PARAMETER_VALUE,
                "Value 43200 for parameter VisibilityTimeout is invalid. Reason: Total VisibilityTimeout for the message"
                        + " is beyond the limit [43200 seconds]");
        hide(handle, 43_190);
        sqs.clock.advance(Duration.ofSeconds(43_189));
        assertThat(sqs.receive(url, 1)).isEmpty();
    }

    @Test
    void wantsATimeoutInRange() {
        assertRefused(
                () -> hide("h", null),
                SqsErrors.MISSING_PARAMETER,
                "The request must contain the parameter VisibilityTimeout.");
        assertRefused(
                () -> hide("h", -1),
                SqsErrors.INVALID_PARAMETER_VALUE,
                "Value -1 for parameter VisibilityTimeout is invalid. Reason: Must be >= 0 and <= 43200, if provided.");
    }

    @Test
    void deletesABatchEachByItself() {
        send();
        String handle = sqs.receive(url, 1).getFirst().receiptHandle();

        DeleteMessageBatchOutput output = sqs.call(
                DeleteMessageBatch.SHAPE,
                new DeleteMessageBatchInput(
                        url,
                        List.of(
                                new DeleteMessageBatchRequestEntry("bad", "garbage"),
                                new DeleteMessageBatchRequestEntry("good", handle),
                                new DeleteMessageBatchRequestEntry("none", null))));

        assertThat(output.successful()).containsExactly(new DeleteMessageBatchResultEntry("good"));
        assertThat(output.failed())
                .containsExactly(
                        new BatchResultErrorEntry(
                                "bad",
                                true,
                                "ReceiptHandleIsInvalid",
                                "The input receipt handle \"garbage\" is not a valid receipt handle."),
                        new BatchResultErrorEntry(
                                "none",
                                true,
                                "MissingParameter",
                                "The request must contain the parameter ReceiptHandle."));
    }

    @Test
    void failsTheEntryOfABatchThatTheQueueRefuses() {
        String fifo = sqs.createFifo("jobs.fifo");
        sqs.call(SendMessage.SHAPE, Endpoint.message(fifo, "x", null, null, "g"));
        String handle = sqs.receive(fifo, 1).getFirst().receiptHandle();
        sqs.clock.advance(Duration.ofSeconds(30));

        DeleteMessageBatchOutput output = sqs.call(
                DeleteMessageBatch.SHAPE,
                new DeleteMessageBatchInput(fifo, List.of(new DeleteMessageBatchRequestEntry("late", handle))));

        assertThat(output.successful()).isEmpty();
        assertThat(output.failed())
                .singleElement()
                .satisfies(failed -> assertThat(failed.message()).endsWith("The receipt handle has expired."));
    }

    @Test
    void hidesABatchEachByItself() {
        send();
        send();
        List<Message> received = sqs.receive(url, 2);
        delete(received.get(1).receiptHandle());

        ChangeMessageVisibilityBatchOutput output = sqs.call(
                ChangeMessageVisibilityBatch.SHAPE,
                new ChangeMessageVisibilityBatchInput(
                        url,
                        List.of(
                                change("good", received.get(0).receiptHandle(), 0),
                                change("gone", received.get(1).receiptHandle(), 0),
                                change("long", received.get(0).receiptHandle(), 43_201))));

        assertThat(output.successful()).containsExactly(new ChangeMessageVisibilityBatchResultEntry("good"));
        assertThat(output.failed())
                .extracting(BatchResultErrorEntry::id, BatchResultErrorEntry::code)
                .containsExactly(tuple("long", "InvalidParameterValue"), tuple("gone", "InvalidParameterValue"));
        assertThat(sqs.receive(url, 2)).hasSize(1);
    }

    @Test
    void checksWholeBatches() {
        assertRefused(
                () -> sqs.call(DeleteMessageBatch.SHAPE, new DeleteMessageBatchInput(url, List.of())),
                SqsErrors.EMPTY_BATCH_REQUEST,
                "There should be at least one DeleteMessageBatchRequestEntry in the request.");
        assertRefused(
                () -> sqs.call(
                        ChangeMessageVisibilityBatch.SHAPE, new ChangeMessageVisibilityBatchInput(url, List.of())),
                SqsErrors.EMPTY_BATCH_REQUEST,
                "There should be at least one ChangeMessageVisibilityBatchRequestEntry in the request.");
    }

    private SendMessageOutput send() {
        return sqs.call(
                SendMessage.SHAPE,
                new SendMessageInput(
                        url,
                        "test",
                        null,
                        Map.of(
                                "color", SendMessageTest.text("String", "blue"),
                                "count", SendMessageTest.text("Number", "3"),
                                "blob", SendMessageTest.binary((byte) 1, (byte) 2, (byte) 3)),
                        Map.of("AWSTraceHeader", SendMessageTest.text("String", "Root=1")),
                        null,
                        "tenant"));
    }

    private List<Message> receive(List<String> old, List<String> system, List<String> attributes) {
        return sqs.call(
                        ReceiveMessage.SHAPE,
                        new ReceiveMessageInput(url, old, system, attributes, null, null, null, null))
                .messages();
    }

    private List<Message> receive(@Nullable Integer wait, @Nullable Integer visibility) {
        return sqs.call(
                        ReceiveMessage.SHAPE,
                        new ReceiveMessageInput(url, List.of(), List.of(), List.of(), null, visibility, wait, null))
                .messages();
    }

    private List<Message> attempt(String queue, String id) {
        return sqs.call(
                        ReceiveMessage.SHAPE,
                        new ReceiveMessageInput(queue, List.of(), List.of(), List.of(), 10, null, null, id))
                .messages();
    }

    private void delete(@Nullable String handle) {
        sqs.call(DeleteMessage.SHAPE, new DeleteMessageInput(url, handle));
    }

    private void hide(@Nullable String handle, @Nullable Integer seconds) {
        sqs.call(ChangeMessageVisibility.SHAPE, new ChangeMessageVisibilityInput(url, handle, seconds));
    }

    private static ChangeMessageVisibilityBatchRequestEntry change(String id, String handle, int seconds) {
        return new ChangeMessageVisibilityBatchRequestEntry(id, handle, seconds);
    }
}

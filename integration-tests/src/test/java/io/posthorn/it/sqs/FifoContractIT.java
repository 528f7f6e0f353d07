package io.posthorn.it.sqs;

import static io.posthorn.it.sqs.Tenant.bodies;
import static io.posthorn.it.sqs.Tenant.handles;
import static io.posthorn.it.sqs.Tenant.names;
import static io.posthorn.it.sqs.Tenant.sequenceNumbers;
import static io.posthorn.it.sqs.Tenant.system;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.posthorn.it.Counts;
import io.posthorn.it.endpoint.Clients;
import io.posthorn.it.endpoint.Installation;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.sqs.SqsAsyncClient;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.MessageAttributeValue;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeName;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;
import software.amazon.awssdk.services.sqs.model.ReceiveMessageResponse;
import software.amazon.awssdk.services.sqs.model.SendMessageRequest;
import software.amazon.awssdk.services.sqs.model.SendMessageResponse;

/** Behaviours 1 to 17 of the contract: the order of groups, duplicates, sequence numbers. */
@Contract
class FifoContractIT {
    private final Tenant tenant;

    FifoContractIT(Installation installation) {
        this.tenant = new Tenant(installation.first());
    }

    @AfterAll
    void close() {
        tenant.close();
    }

    @Test
    void behaviour01AMessageComesWhenAllBeforeItInItsGroupAreVisibleOrComeWithIt() {
        String fifo = tenant.fifo();
        tenant.sendInGroups(fifo, "a-1", "a-2", "a-3", "b-1");

        List<Message> taken = tenant.receive(fifo, 2, 5);
        assertThat(bodies(taken)).containsExactly("a-1", "a-2");
        assertThat(bodies(tenant.receive(fifo))).containsExactly("b-1");
        tenant.change(fifo, taken.get(1), 0);
        assertThat(tenant.receive(fifo))
                .as("a-2 is visible, a-1 before it is not")
                .isEmpty();
        tenant.change(fifo, taken.get(0), 0);

        assertThat(bodies(tenant.receive(fifo))).containsExactly("a-1", "a-2", "a-3");
    }

    @Test
    void behaviour02AReceiveDrainsAGroupBeforeTheNextAndGroupsFormARing() {
        String fifo = tenant.fifo();
        tenant.sendInGroups(fifo, "a-1", "b-1", "c-1", "a-2", "b-2", "a-3");

        List<Message> first = tenant.receive(fifo, 4, 5);
        assertThat(bodies(first)).containsExactly("a-1", "a-2", "a-3", "b-1");
        first.forEach(message -> tenant.change(fifo, message, 0));

        assertThat(bodies(tenant.receive(fifo))).containsExactly("c-1", "a-1", "a-2", "a-3", "b-1", "b-2");
    }

    @Test
    void behaviour03ASendOrAPartialDeletionDoesNotUnlockAGroupAndTheLastDeletionWakesALongPoll() {
        String fifo = tenant.fifo();
        tenant.sendInGroups(fifo, "a-1", "a-2");
        List<Message> taken = tenant.receive(fifo, 2, 5);

        tenant.sendInGroups(fifo, "a-3");
        assertThat(tenant.receive(fifo)).isEmpty();
        tenant.delete(fifo, taken.get(0));
        assertThat(tenant.receive(fifo)).isEmpty();
        try (SqsAsyncClient polling = Clients.sqsOnce(tenant.endpoint(), 1)) {
            CompletableFuture<ReceiveMessageResponse> poll =
                    polling.receiveMessage(r -> r.queueUrl(fifo).waitTimeSeconds(20));
            assertThat(tenant.counts(fifo)).isEqualTo(new Counts(1, 1, 0));
            tenant.delete(fifo, taken.get(1));

            assertThat(poll)
                    .succeedsWithin(Tenant.SOON)
                    .satisfies(answer -> assertThat(bodies(answer.messages())).containsExactly("a-3"));
        }
    }

    @Test
    void behaviour04ShowingTheFirstDeliversItAloneAndBehindOtherGroups() {
        String fifo = tenant.fifo();
        tenant.sendInGroups(fifo, "a-1", "a-2", "b-1");
        Message first = tenant.receive(fifo, 2, 5).getFirst();

        tenant.change(fifo, first, 0);

        assertThat(bodies(tenant.receive(fifo))).containsExactly("b-1", "a-1");
    }

    @Test
    void behaviour04HidingTheFirstLongerBlocksTheOthersAlsoAfterTheirTimeouts() {
        String fifo = tenant.fifo(Map.of(QueueAttributeName.VISIBILITY_TIMEOUT, "1"));
        tenant.sendInGroups(fifo, "a-1", "a-2", "a-3");
        Message first = tenant.receive(fifo, 2, 5).getFirst();

        tenant.change(fifo, first, 600);

        tenant.awaitCounts(fifo, 2, 1, 0);
        assertThat(tenant.receive(fifo)).isEmpty();
    }

    @Test
    void behaviour05AReceiveWithTimeoutZeroLeavesMessagesVisibleInOrderAndCounts() {
        String fifo = tenant.fifo();
        tenant.sendInGroups(fifo, "a-1", "a-2");

        for (String count : List.of("1", "2")) {
            List<Message> received = tenant.receive(
                    fifo, r -> r.maxNumberOfMessages(10).visibilityTimeout(0).waitTimeSeconds(5));
            assertThat(bodies(received)).containsExactly("a-1", "a-2");
            assertThat(system(received, MessageSystemAttributeName.APPROXIMATE_RECEIVE_COUNT))
                    .containsExactly(count, count);
        }
    }

    @Test
    void behaviour06AnExpiredHandleDeletesNothingOnAFifoQueue() {
        String fifo = tenant.fifo(Map.of(QueueAttributeName.VISIBILITY_TIMEOUT, "1"));
        tenant.sendInGroups(fifo, "a-1");
        Message message = tenant.receiveOne(fifo);
        tenant.awaitCounts(fifo, 1, 0, 0);

        assertThat(Refusal.of(() -> tenant.delete(fifo, message)))
                .isEqualTo(
                        Refusal.invalid(message.receiptHandle(), "ReceiptHandle", "The receipt handle has expired."));
        assertThat(tenant.receiveOne(fifo).messageId()).isEqualTo(message.messageId());
    }

    @Test
    void behaviour06TheLatestHandleDeletesAfterItsTimeoutOnAStandardQueue() {
        String queue = tenant.queue(Map.of(QueueAttributeName.VISIBILITY_TIMEOUT, "1"));
        tenant.send(queue, "x");
        Message message = tenant.receiveOne(queue);
        tenant.awaitCounts(queue, 1, 0, 0);

        tenant.delete(queue, message);

        assertThat(tenant.counts(queue).total()).isZero();
    }

    @Test
    void behaviour07AnExtendedHandleIsGoodToItsNewEnd() {
        String fifo = tenant.fifo(Map.of(QueueAttributeName.VISIBILITY_TIMEOUT, "1"));
        tenant.sendInGroups(fifo, "a-1");
        Message message = tenant.receiveOne(fifo);

        tenant.change(fifo, message, 600);

        assertThat(tenant.receive(fifo, 1, 2)).isEmpty();
        tenant.delete(fifo, message);
        assertThat(tenant.counts(fifo).total()).isZero();
    }

    @Test
    void behaviour08TheDelayOfAFifoQueueIsTheQueuesAndChangesWhatWasSent() {
        String fifo = tenant.fifo(Map.of(QueueAttributeName.DELAY_SECONDS, "900"));
        assertThat(Refusal.of(() -> tenant.sqs()
                        .sendMessage(r -> r.queueUrl(fifo)
                                .messageBody("x")
                                .messageGroupId("a")
                                .delaySeconds(1))))
                .isEqualTo(Refusal.invalid(
                        1, "DelaySeconds", "The request include parameter that is not valid for this queue type."));
        tenant.sqs()
                .sendMessage(r ->
                        r.queueUrl(fifo).messageBody("x").messageGroupId("a").delaySeconds(0));
        assertThat(tenant.counts(fifo)).isEqualTo(new Counts(0, 0, 1));

        tenant.set(fifo, QueueAttributeName.DELAY_SECONDS, "0");

        assertThat(tenant.receiveOne(fifo).body()).isEqualTo("x");
    }

    @Test
    void behaviour08TheDelayOfAStandardQueueHoldsForWhatIsSentFromThenOn() {
        String queue = tenant.queue(Map.of(QueueAttributeName.DELAY_SECONDS, "900"));
        tenant.send(queue, "old");

        tenant.set(queue, QueueAttributeName.DELAY_SECONDS, "0");

        tenant.send(queue, "new");
        assertThat(bodies(tenant.receive(queue, 10, 5))).containsExactly("new");
        assertThat(tenant.counts(queue)).isEqualTo(new Counts(0, 1, 1));
    }

    @Test
    void behaviour09ADelayedAndThenHiddenHeadBlocksItsGroup() {
        String fifo = tenant.fifo(Map.of(QueueAttributeName.DELAY_SECONDS, "1"));
        tenant.sendInGroups(fifo, "a-1");
        tenant.sendInGroups(fifo, "a-2");

        assertThat(tenant.receive(fifo)).isEmpty();
        assertThat(tenant.receiveOne(fifo).body()).isEqualTo("a-1");
        assertThat(tenant.receive(fifo, 10, 2)).as("a-2, whose delay is over").isEmpty();
    }

    @Test
    void behaviour10ADuplicateAnswersTheOriginalAlsoAfterItsReceiptAndDeletion() {
        String fifo = tenant.fifo();
        SendMessageResponse first = sendAs("d", "a", fifo, "first");

        SendMessageResponse again = sendAs("d", "a", fifo, "again");
        Message received = tenant.receiveOne(fifo);
        SendMessageResponse afterReceipt = sendAs("d", "a", fifo, "after the receipt");
        tenant.delete(fifo, received);
        SendMessageResponse afterDeletion = sendAs("d", "a", fifo, "after the deletion");

        assertThat(received.body()).isEqualTo("first");
        assertThat(Stream.of(again, afterReceipt, afterDeletion)).allSatisfy(duplicate -> {
            assertThat(duplicate.messageId()).isEqualTo(first.messageId());
            assertThat(duplicate.sequenceNumber()).isEqualTo(first.sequenceNumber());
        });
        assertThat(tenant.counts(fifo).total()).isZero();
    }

    @Test
    void behaviour11APurgeForgetsDuplicates() {
        String fifo = tenant.fifo();
        String before = tenant.sendInGroups(fifo, "a-1").getFirst().messageId();

        tenant.sqs().purgeQueue(r -> r.queueUrl(fifo));

        String after = tenant.sendInGroups(fifo, "a-1").getFirst().messageId();
        assertThat(after).isNotEqualTo(before);
        assertThat(tenant.receiveOne(fifo).messageId()).isEqualTo(after);
    }

    @Test
    void behaviour12TheScopeOfTheCreationDecidesAmongWhomADuplicateIsOne() {
        String grouped = tenant.fifo(Map.of(QueueAttributeName.DEDUPLICATION_SCOPE, "messageGroup"));
        String whole = tenant.fifo();

        String inGroup = sendAs("d", "a", grouped, "x").messageId();
        String inOtherGroup = sendAs("d", "b", grouped, "x").messageId();
        String inQueue = sendAs("d", "a", whole, "x").messageId();
        tenant.set(grouped, QueueAttributeName.DEDUPLICATION_SCOPE, "queue");
        tenant.set(whole, QueueAttributeName.DEDUPLICATION_SCOPE, "messageGroup");

        assertThat(inOtherGroup).isNotEqualTo(inGroup);
        assertThat(sendAs("d", "a", grouped, "x").messageId()).isEqualTo(inGroup);
        assertThat(sendAs("d", "c", grouped, "x").messageId()).isNotIn(inGroup, inOtherGroup);
        assertThat(sendAs("d", "b", whole, "x").messageId()).isEqualTo(inQueue);
    }

    @Test
    void behaviour13AnExplicitIdBeatsTheContentWhoseHashIsOfTheBodyOnly() {
        String fifo = tenant.fifo();
        SendMessageRequest request = SendMessageRequest.builder()
                .queueUrl(fifo)
                .messageGroupId("a")
                .messageBody("x")
                .build();
        MessageAttributeValue attribute = MessageAttributeValue.builder()
                .dataType("String")
                .stringValue("1")
                .build();

        String hashed = tenant.sqs().sendMessage(request).messageId();

        assertThat(tenant.sqs()
                        .sendMessage(request.toBuilder()
                                .messageAttributes(Map.of("a", attribute))
                                .build())
                        .messageId())
                .as("attributes are no content")
                .isEqualTo(hashed);
        assertThat(sendAs("other", "a", fifo, "x").messageId()).isNotEqualTo(hashed);
        assertThat(sendAs(sha256("x"), "a", fifo, "y").messageId())
                .as("an explicit id that is a content's hash")
                .isEqualTo(hashed);
    }

    @Test
    void behaviour14ADeadLetterIsNoDuplicateInItsQueue() {
        String dead = tenant.fifo();
        String live = tenant.fifo(Map.of(QueueAttributeName.REDRIVE_POLICY, tenant.redrive(dead)));
        sendAs("d", "a", dead, "was here before");
        String sent = sendAs("d", "a", live, "x").messageId();

        Message before = tenant.receiveAndShow(live);
        assertThat(tenant.receive(live)).isEmpty();
        tenant.awaitCounts(dead, 2, 0, 0);

        Message moved = tenant.receive(dead).getLast();
        assertThat(moved.messageId()).isEqualTo(sent);
        assertThat(moved.attributes())
                .containsEntry(MessageSystemAttributeName.MESSAGE_GROUP_ID, "a")
                .containsEntry(MessageSystemAttributeName.MESSAGE_DEDUPLICATION_ID, sent)
                .containsEntry(MessageSystemAttributeName.DEAD_LETTER_QUEUE_SOURCE_ARN, tenant.arn(live));
        assertThat(number(moved, MessageSystemAttributeName.SENT_TIMESTAMP))
                .as("the time of entry is reset")
                .isGreaterThan(number(before, MessageSystemAttributeName.SENT_TIMESTAMP));
    }

    @Test
    void behaviour15SequenceNumbersHaveTwentyDigitsAndGrowInTheOrderOfTheBatch() {
        String fifo = tenant.fifo();
        String[] names = names("a-", 10);

        List<String> sent = sequenceNumbers(tenant.sendInGroups(fifo, names));
        String later = tenant.sendInGroups(fifo, "b-1").getFirst().sequenceNumber();

        List<Message> received = tenant.receive(fifo, 10, 5);
        assertThat(sent)
                .allMatch(number -> number.matches("\\d{20}"))
                .isSorted()
                .doesNotHaveDuplicates();
        assertThat(later).isGreaterThan(sent.getLast());
        assertThat(bodies(received)).containsExactly(names);
        assertThat(system(received, MessageSystemAttributeName.SEQUENCE_NUMBER)).isEqualTo(sent);
    }

    @Test
    void behaviour16TheSameAttemptGetsTheSameMessagesUntilOneIsDeleted() {
        String fifo = tenant.fifo();
        tenant.sendInGroups(fifo, "a-1", "a-2");

        List<Message> first = attempt(fifo, "attempt");
        List<Message> again = attempt(fifo, "attempt");

        assertThat(bodies(first)).containsExactly("a-1", "a-2");
        assertThat(handles(again)).isEqualTo(handles(first));
        assertThat(attempt(fifo, "another")).isEmpty();
        tenant.delete(fifo, first.getFirst());
        assertThat(attempt(fifo, "attempt")).isEmpty();
    }

    @Test
    void behaviour16AnAttemptRepeatedRenewsTheTimeout() {
        String fifo = tenant.fifo(Map.of(QueueAttributeName.VISIBILITY_TIMEOUT, "3"));
        tenant.sendInGroups(fifo, "a-1");
        Message first = attempt(fifo, "attempt").getFirst();
        assertThat(tenant.receive(fifo, 1, 2)).isEmpty();

        Message again = attempt(fifo, "attempt").getFirst();

        assertThat(again.receiptHandle()).isEqualTo(first.receiptHandle());
        assertThat(tenant.receive(fifo, 1, 2))
                .as("four seconds after the first receive, two after the second")
                .isEmpty();
        tenant.delete(fifo, again);
        assertThat(tenant.counts(fifo).total()).isZero();
    }

    @Test
    void behaviour16AStandardQueueKnowsNoAttempts() {
        String queue = tenant.queue();

        assertThat(Refusal.of(() -> attempt(queue, "attempt")))
                .isEqualTo(Refusal.invalid(
                        "attempt",
                        "ReceiveRequestAttemptId",
                        "The request include parameter that is not valid for this queue type."));
    }

    private List<Message> attempt(String url, String id) {
        return tenant.receive(url, r -> r.maxNumberOfMessages(10).receiveRequestAttemptId(id));
    }

    private SendMessageResponse sendAs(String id, String group, String url, String body) {
        return tenant.sqs()
                .sendMessage(r ->
                        r.queueUrl(url).messageBody(body).messageGroupId(group).messageDeduplicationId(id));
    }

    private static long number(Message message, MessageSystemAttributeName name) {
        return Long.parseLong(system(message, name));
    }

    private static String sha256(String text) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}

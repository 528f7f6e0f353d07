package io.posthorn.queue.api;

import static io.posthorn.queue.queue.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import io.posthorn.queue.message.Characters;
import io.posthorn.queue.message.StoredAttributes;
import io.posthorn.queue.message.StoredAttributesCodec;
import io.posthorn.queue.queue.Dialect;
import io.posthorn.queue.queue.SqsErrors;
import io.posthorn.queue.state.NewMessage;
import io.posthorn.wire.Blob;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullAndEmptySource;
import org.junit.jupiter.params.provider.ValueSource;

/** SendMessage and SendMessageBatch. */
class SendMessageTest {
    private static final MessageAttributeValue BLUE = text("String", "blue");
    private static final String ID_FORM =
            " can only include alphanumeric and punctuation characters. 1 to 128 in length.";

    private final Endpoint sqs = Endpoint.aws();
    private final String url = sqs.create("jobs", Map.of());

    @Test
    void answersIdAndDigests() {
        SendMessageOutput output = sqs.call(
                SendMessage.SHAPE,
                new SendMessageInput(
                        url,
                        "test",
                        null,
                        Map.of("color", BLUE),
                        Map.of(
                                "AWSTraceHeader",
                                text(
                                        "String",
                                        "Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1")),
                        null,
                        null));

        assertThat(output)
                .isEqualTo(new SendMessageOutput(
                        "098f6bcd4621d373cade4e832627b4f6",
                        "da1b33cc3cbfe8b1630921e78e6b9880",
                        "5ae4d5d7636402d80f4eb6d213245a88",
                        "00000000-0000-0001-0000-000000000001",
                        null));
    }

    @Test
    void hasNoDigestOfAttributesThatAreNotThere() {
        SendMessageOutput output = sqs.send(url, "test");

        assertThat(output.md5OfMessageAttributes()).isNull();
        assertThat(output.md5OfMessageSystemAttributes()).isNull();
        assertThat(output.sequenceNumber()).isNull();
    }

    @Test
    void storesWhatWasSentAndBySender() {
        sqs.call(
                SendMessage.SHAPE,
                new SendMessageInput(
                        url,
                        "hé",
                        0,
                        Map.of("color", BLUE),
                        Map.of("AWSTraceHeader", text("String", "Root=1")),
                        null,
                        "tenant"));

        NewMessage message = sqs.queue("jobs").sent().getFirst();
        StoredAttributes stored = StoredAttributesCodec.decode(message.payload().attributes());
        assertThat(new String(message.payload().body(), StandardCharsets.UTF_8)).isEqualTo("hé");
        assertThat(message.size()).isEqualTo(3 + 5 + 6 + 4);
        assertThat(message.delay()).isEqualTo(Duration.ZERO);
        assertThat(message.groupId()).isEqualTo("tenant");
        assertThat(message.deduplicationId()).isNull();
        assertThat(stored.senderId()).isEqualTo("AIDAALICE");
        assertThat(stored.traceHeader()).hasValue("Root=1");
        assertThat(stored.attributes().values()).containsOnlyKeys("color");
    }

    @Test
    void leavesAnAbsentDelayToTheQueue() {
        sqs.send(url, "x");

        assertThat(sqs.queue("jobs").sent().getFirst().delay()).isNull();
    }

    @ParameterizedTest
    @NullAndEmptySource
    void wantsABody(@Nullable String body) {
        assertRefused(
                () -> sqs.call(SendMessage.SHAPE, Endpoint.message(url, body, null, null, null)),
                SqsErrors.MISSING_PARAMETER,
                "The request must contain the parameter MessageBody.");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\u0000", "a\uFFFF", "\uD800"})
    void refusesInvalidCharacters(String body) {
        assertRefused(() -> sqs.send(url, body), SqsErrors.INVALID_MESSAGE_CONTENTS, Characters.INVALID);
    }

    @Test
    void keepsEveryValidCharacter() {
        String body = "\t\n\r \"<&>' \u0085 \uFFFD \uD83D\uDE00";
        sqs.send(url, body);

        assertThat(sqs.receive(url, 1).getFirst().body()).isEqualTo(body);
    }

    @Test
    void keepsDelaysInRange() {
        for (int delay : new int[] {-1, 901}) {
            assertRefused(
                    () -> sqs.call(SendMessage.SHAPE, Endpoint.message(url, "x", delay, null, null)),
                    SqsErrors.INVALID_PARAMETER_VALUE,
                    "Value " + delay
                            + " for parameter DelaySeconds is invalid. Reason: DelaySeconds must be >= 0 and <= 900.");
        }
    }

    @Test
    void countsBodyAndAttributesButNotTheTraceHeaderTowardsTheSize() {
        String small = sqs.create("small", Map.of("MaximumMessageSize", "1024"));
        Map<String, MessageAttributeValue> trace = Map.of("AWSTraceHeader", text("String", "r".repeat(2000)));
        Map<String, MessageAttributeValue> color = Map.of("color", BLUE);

        sqs.call(SendMessage.SHAPE, sized(small, 1024 - 15, color, trace));
        assertRefused(
                () -> sqs.call(SendMessage.SHAPE, sized(small, 1024 - 14, color, trace)),
                SqsErrors.INVALID_PARAMETER_VALUE,
                "One or more parameters are invalid. Reason: Message must be shorter than 1024 bytes.");
    }

    @Test
    void takesAMebibyteInUtf8() {
        sqs.send(url, "é".repeat(524_288));

        assertRefused(
                () -> sqs.send(url, "é".repeat(524_288) + "x"),
                SqsErrors.INVALID_PARAMETER_VALUE,
                "One or more parameters are invalid. Reason: Message must be shorter than 1048576 bytes.");
    }

    @Test
    void refusesADeduplicationIdOnAStandardQueue() {
        refuses(
                Endpoint.message(url, "x", null, "d", null),
                "Value d for parameter MessageDeduplicationId is invalid. Reason: The request include parameter that is"
                        + " not valid for this queue type.");
    }

    @Test
    void refusesIdsWithOtherCharacters() {
        for (String id : List.of("", "a b", "é", "x".repeat(129))) {
            refuses(
                    Endpoint.message(url, "x", null, null, id),
                    "Value " + id + " for parameter MessageGroupId is invalid. Reason: MessageGroupId" + ID_FORM);
        }
        String all = "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~aZ9";
        sqs.call(SendMessage.SHAPE, Endpoint.message(url, "x", null, null, all));
        assertThat(sqs.queue("jobs").sent().getFirst().groupId()).isEqualTo(all);
    }

    @Test
    void wantsAGroupOnAFifoQueue() {
        String fifo = sqs.createFifo("jobs.fifo");

        assertRefused(
                () -> sqs.send(fifo, "x"),
                SqsErrors.MISSING_PARAMETER,
                "The request must contain the parameter MessageGroupId.");
    }

    @Test
    void wantsADeduplicationIdOrContentBasedDeduplication() {
        String fifo = sqs.create("plain.fifo", Map.of("FifoQueue", "true"));

        refuses(
                Endpoint.message(fifo, "x", null, null, "g"),
                "The queue should either have ContentBasedDeduplication enabled or MessageDeduplicationId provided"
                        + " explicitly");
    }

    @Test
    void deduplicatesByContentUnlessAnIdIsGiven() {
        String fifo = sqs.createFifo("jobs.fifo");
        SendMessageOutput first = sqs.call(SendMessage.SHAPE, Endpoint.message(fifo, "x", null, null, "g"));
        SendMessageOutput again = sqs.call(SendMessage.SHAPE, Endpoint.message(fifo, "x", 0, null, "g"));
        SendMessageOutput other = sqs.call(SendMessage.SHAPE, Endpoint.message(fifo, "x", null, "d", "g"));
        String hash = "2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881";
        SendMessageOutput byHash = sqs.call(SendMessage.SHAPE, Endpoint.message(fifo, "y", null, hash, "g"));

        assertThat(first.sequenceNumber()).matches("[0-9]{20}");
        assertThat(again.messageId()).isEqualTo(first.messageId());
        assertThat(again.sequenceNumber()).isEqualTo(first.sequenceNumber());
        assertThat(other.messageId()).isNotEqualTo(first.messageId());
        assertThat(byHash.messageId()).isEqualTo(first.messageId());
    }

    @Test
    void takesOnlyTheQueuesDelayOnAFifoQueue() {
        String fifo = sqs.createFifo("jobs.fifo");
        sqs.call(SendMessage.SHAPE, Endpoint.message(fifo, "x", 0, null, "g"));

        assertThat(sqs.queue("jobs.fifo").sent().getFirst().delay()).isNull();
        refuses(
                Endpoint.message(fifo, "x", 2, null, "g"),
                "Value 2 for parameter DelaySeconds is invalid. Reason: The request include parameter that is not valid"
                        + " for this queue type.");
    }

    @Test
    void knowsNeitherGroupsNorTraceHeadersOfStandardQueuesInYandexCloud() {
        Endpoint ymq = new Endpoint(Dialect.YANDEX);
        String jobs = ymq.create("jobs", Map.of());

        assertRefused(
                () -> ymq.call(SendMessage.SHAPE, Endpoint.message(jobs, "x", null, null, "g")),
                SqsErrors.INVALID_PARAMETER_VALUE,
                "Value g for parameter MessageGroupId is invalid. Reason: The request include parameter that is not"
                        + " valid for this queue type.");
        assertRefused(
                () -> ymq.call(SendMessage.SHAPE, sized(jobs, 1, Map.of(), Map.of("AWSTraceHeader", BLUE))),
                SqsErrors.UNSUPPORTED_OPERATION,
                "Message system attributes are not supported.");
    }

    @Test
    void refusesAttributesAsAWhole() {
        assertRefused(
                () -> sqs.call(SendMessage.SHAPE, sized(url, 1, Map.of("ErrorDetails", text("String", "")), Map.of())),
                SqsErrors.INVALID_PARAMETER_VALUE,
                "Message (user) attribute 'ErrorDetails' must contain a non-empty value of type 'String'.");
        MessageAttributeValue lists = new MessageAttributeValue("String", null, null, List.of("a"), List.of());
        assertRefused(
                () -> sqs.call(SendMessage.SHAPE, sized(url, 1, Map.of("a", lists), Map.of())),
                SqsErrors.UNSUPPORTED_OPERATION,
                "Message attribute list values in SendMessage operation are not supported.");
    }

    @Test
    void acceptsOrRefusesEachEntryOfABatch() {
        SendMessageBatchOutput output = batch(
                url,
                entry("good", "a"),
                entry("empty", ""),
                entry("control", "\u0001"),
                new SendMessageBatchRequestEntry("slow", "b", 901, Map.of(), Map.of(), null, null),
                new SendMessageBatchRequestEntry("blue", "c", null, Map.of("color", BLUE), Map.of(), null, null));

        assertThat(output.successful())
                .extracting(SendMessageBatchResultEntry::id)
                .containsExactly("good", "blue");
        assertThat(output.successful().get(1).md5OfMessageAttributes()).isEqualTo("da1b33cc3cbfe8b1630921e78e6b9880");
        assertThat(output.failed())
                .containsExactly(
                        new BatchResultErrorEntry(
                                "empty",
                                true,
                                "MissingParameter",
                                "The request must contain the parameter MessageBody."),
                        new BatchResultErrorEntry("control", true, "InvalidMessageContents", Characters.INVALID),
                        new BatchResultErrorEntry(
                                "slow",
                                true,
                                "InvalidParameterValue",
                                "Value 901 for parameter DelaySeconds is invalid. Reason: DelaySeconds must be >= 0 and"
                                        + " <= 900."));
        assertThat(sqs.queue("jobs").sent()).hasSize(2);
    }

    @Test
    void refusesTheEntryThatIsTooLongForTheQueue() {
        String small = sqs.create("small", Map.of("MaximumMessageSize", "1024"));

        assertThat(batch(small, entry("1", "x".repeat(1025)), entry("2", "x")).failed())
                .containsExactly(
                        new BatchResultErrorEntry(
                                "1",
                                true,
                                "InvalidParameterValue",
                                "One or more parameters cannot be validated. Reason: Message must be shorter than 1024 bytes."));
    }

    @Test
    void answersABatchOfWhichNothingIsAccepted() {
        SendMessageBatchOutput output = batch(url, entry("1", ""));

        assertThat(output.successful()).isEmpty();
        assertThat(output.failed()).hasSize(1);
        assertThat(sqs.queue("jobs").sent()).isEmpty();
    }

    @Test
    void checksAWholeBatchInOrder() {
        SendMessageBatchRequestEntry[] twenty =
                IntStream.range(0, 20).mapToObj(i -> entry("bad id", "x")).toArray(SendMessageBatchRequestEntry[]::new);
        String big = "x".repeat(600_000);

        assertRefused(
                () -> batch(url),
                SqsErrors.EMPTY_BATCH_REQUEST,
                "There should be at least one SendMessageBatchRequestEntry in the request.");
        assertRefused(
                () -> batch(url, twenty),
                SqsErrors.TOO_MANY_ENTRIES_IN_BATCH_REQUEST,
                "Maximum number of entries per request are 10. You have sent 20.");
        for (String id : new String[] {"", "invalid:id", "x".repeat(81), null}) {
            assertRefused(
                    () -> batch(url, entry("a", big), entry("a", big), entry(id, "x")),
                    SqsErrors.INVALID_BATCH_ENTRY_ID,
                    "A batch entry id can only contain alphanumeric characters, hyphens and underscores. It can be at"
                            + " most 80 letters long.");
        }
        assertRefused(
                () -> batch(url, entry("a", big), entry("a", big)),
                SqsErrors.BATCH_ENTRY_IDS_NOT_DISTINCT,
                "Id a repeated.");
        assertRefused(
                () -> batch(url, entry("a", big), entry("b", big), entry("c", "")),
                SqsErrors.BATCH_REQUEST_TOO_LONG,
                "Batch requests cannot be longer than 1048576 bytes. You have sent 1200000 bytes.");
    }

    @Test
    void refusesAWholeBatchForAMissingGroupOrDeduplicationId() {
        String fifo = sqs.create("plain.fifo", Map.of("FifoQueue", "true"));
        SendMessageBatchRequestEntry good =
                new SendMessageBatchRequestEntry("1", "x", null, Map.of(), Map.of(), "d", "g");

        assertRefused(
                () -> batch(fifo, good, entry("2", "x")),
                SqsErrors.INVALID_PARAMETER_VALUE,
                "The request must contain the parameter MessageGroupId.");
        assertRefused(
                () -> batch(
                        fifo, good, new SendMessageBatchRequestEntry("2", "x", null, Map.of(), Map.of(), null, "g")),
                SqsErrors.INVALID_PARAMETER_VALUE,
                "The queue should either have ContentBasedDeduplication enabled or MessageDeduplicationId provided"
                        + " explicitly");
        assertThat(sqs.queue("plain.fifo").sent()).isEmpty();
    }

    @Test
    void keepsTheOrderOfABatchOnAFifoQueue() {
        String fifo = sqs.createFifo("jobs.fifo");
        SendMessageBatchOutput output = batch(
                fifo,
                IntStream.range(0, 10)
                        .mapToObj(i ->
                                new SendMessageBatchRequestEntry("e" + i, "b" + i, null, Map.of(), Map.of(), null, "g"))
                        .toArray(SendMessageBatchRequestEntry[]::new));

        assertThat(output.successful())
                .extracting(SendMessageBatchResultEntry::sequenceNumber)
                .isSorted()
                .doesNotHaveDuplicates();
        assertThat(sqs.receive(fifo, 10))
                .extracting(Message::body)
                .containsExactly("b0", "b1", "b2", "b3", "b4", "b5", "b6", "b7", "b8", "b9");
    }

    @Test
    void keepsBodiesOutOfTexts() {
        assertThat(Endpoint.message(url, "secret", null, null, null).toString()).doesNotContain("secret");
        assertThat(entry("a", "secret").toString()).doesNotContain("secret");
        assertThat(text("String", "secret").toString()).doesNotContain("secret");
    }

    private void refuses(SendMessageInput input, String text) {
        assertRefused(() -> sqs.call(SendMessage.SHAPE, input), SqsErrors.INVALID_PARAMETER_VALUE, text);
    }

    private static SendMessageInput sized(
            String url,
            int body,
            Map<String, MessageAttributeValue> attributes,
            Map<String, MessageAttributeValue> system) {
        return new SendMessageInput(url, "x".repeat(body), null, attributes, system, null, null);
    }

    private static SendMessageBatchRequestEntry entry(@Nullable String id, String body) {
        return new SendMessageBatchRequestEntry(id, body, null, Map.of(), Map.of(), null, null);
    }

    private SendMessageBatchOutput batch(String queue, SendMessageBatchRequestEntry... entries) {
        return sqs.call(SendMessageBatch.SHAPE, new SendMessageBatchInput(queue, List.of(entries)));
    }

    static MessageAttributeValue text(String type, String value) {
        return new MessageAttributeValue(type, value, null, List.of(), List.of());
    }

    static MessageAttributeValue binary(byte... bytes) {
        return new MessageAttributeValue("Binary", null, Blob.of(bytes), List.of(), List.of());
    }
}

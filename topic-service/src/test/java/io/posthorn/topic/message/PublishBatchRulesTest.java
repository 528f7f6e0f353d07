package io.posthorn.topic.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.posthorn.topic.message.PublishBatchRules.Checked;
import io.posthorn.topic.message.PublishBatchRules.Entry;
import io.posthorn.topic.topic.SnsErrors;
import io.posthorn.wire.ApiError;
import io.posthorn.wire.ApiException;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PublishBatchRulesTest {
    private static final TopicRules STANDARD = TopicRules.STANDARD;
    private static final TopicRules FIFO = new TopicRules(true, false, TopicRules.DEFAULT_MAXIMUM_MESSAGE_SIZE);

    @Test
    void entriesAreCheckedInTheirOrder() {
        List<Checked> checked = PublishBatchRules.check(entries(10), STANDARD);

        assertThat(checked)
                .hasSize(10)
                .allMatch(Checked.Accepted.class::isInstance)
                .extracting(Checked::id)
                .containsExactly("id0", "id1", "id2", "id3", "id4", "id5", "id6", "id7", "id8", "id9");
    }

    @Test
    void thereAreOneToTenEntries() {
        refuses(List.of(), SnsErrors.EMPTY_BATCH_REQUEST, "The batch request doesn't contain any entries.");
        refuses(
                entries(11),
                SnsErrors.TOO_MANY_ENTRIES_IN_BATCH_REQUEST,
                "The batch request contains more entries than permissible.");
    }

    @Test
    void idsAreDistinct() {
        refuses(
                List.of(entry("a", "1"), entry("b", "2"), entry("a", "3")),
                SnsErrors.BATCH_ENTRY_IDS_NOT_DISTINCT,
                "Two or more batch entries in the request have the same Id.");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a b", "a.b", "é", "a/b"})
    void idsAreOfLettersDigitsHyphensAndUnderscores(String id) {
        refuses(
                List.of(entry(id, "1")),
                SnsErrors.INVALID_BATCH_ENTRY_ID,
                "The Id of a batch entry in the batch request contains an impermissible character: " + id);
    }

    @Test
    void idsHaveALength() {
        String longest = "Az09-_" + "x".repeat(74);
        assertThat(PublishBatchRules.check(List.of(entry(longest, "1")), STANDARD))
                .hasSize(1);
        refuses(
                List.of(entry(longest + "x", "1")),
                SnsErrors.INVALID_BATCH_ENTRY_ID,
                "The Id of a batch entry in the batch request is too long: " + longest + "x");
        refuses(
                List.of(entry("a", "1"), new Entry(null, input("2", null))),
                SnsErrors.VALIDATION_ERROR,
                "1 validation error detected: Value null at 'publishBatchRequestEntries.2.member.id' failed to satisfy"
                        + " constraint: Member must not be null");
    }

    @Test
    void theSizesOfAllAreAddedUp() {
        int half = TopicRules.DEFAULT_MAXIMUM_MESSAGE_SIZE / 2;
        assertThat(PublishBatchRules.check(
                        List.of(entry("a", "x".repeat(half)), entry("b", "é".repeat(half / 2))), STANDARD))
                .allMatch(Checked.Accepted.class::isInstance);
        refuses(
                List.of(entry("a", "x".repeat(half)), entry("b", "é".repeat(half / 2) + "x")),
                SnsErrors.BATCH_REQUEST_TOO_LONG,
                "The length of all the messages put together is more than the limit.");
        Map<String, AttributeInput> attributes = Map.of("a", new AttributeInput("String", "v", null));
        refuses(
                List.of(
                        entry("a", "x".repeat(half)),
                        new Entry("b", new PublishInput("x".repeat(half), null, null, attributes, null, null))),
                SnsErrors.BATCH_REQUEST_TOO_LONG,
                "The length of all the messages put together is more than the limit.");
    }

    @Test
    void oneThatIsTooLongForTheTopicFailsByItself() {
        TopicRules small = new TopicRules(false, false, 1024);

        assertThat(PublishBatchRules.check(List.of(entry("a", "x".repeat(1025)), entry("b", "y")), small))
                .satisfiesExactly(
                        one -> assertRefused(one, "a", "Invalid parameter: Message too long"),
                        two -> assertThat(two).isInstanceOf(Checked.Accepted.class));
    }

    @Test
    void aSubjectAnEmptyMessageOrAnIdsFormFailsByItself() {
        List<Checked> checked = PublishBatchRules.check(
                List.of(
                        new Entry("a", new PublishInput("m", "a\nb", null, Map.of(), null, null)),
                        entry("b", ""),
                        new Entry("c", new PublishInput("m", null, null, Map.of(), "a b", null)),
                        entry("d", "m")),
                STANDARD);

        assertThat(checked)
                .satisfiesExactly(
                        one -> assertRefused(one, "a", "Invalid parameter: Subject"),
                        two -> assertRefused(two, "b", "Invalid parameter: Empty message"),
                        three -> assertRefused(
                                three,
                                "c",
                                "Invalid parameter: MessageGroupId Reason: MessageGroupId can only include alphanumeric"
                                        + " and punctuation characters. 1 to 128 in length"),
                        four -> assertThat(four).isInstanceOf(Checked.Accepted.class));
    }

    @Test
    void whatAFifoTopicAsksForFailsTheWholeRequest() {
        refuses(
                List.of(fifo("a", "g", "d"), fifo("b", null, "d")),
                FIFO,
                SnsErrors.INVALID_PARAMETER,
                "Invalid parameter: The MessageGroupId parameter is required for FIFO topics");
        refuses(
                List.of(fifo("a", "g", "d"), fifo("b", "g", null)),
                FIFO,
                SnsErrors.INVALID_PARAMETER,
                "Invalid parameter: The topic should either have ContentBasedDeduplication enabled or"
                        + " MessageDeduplicationId provided explicitly");
        refuses(
                List.of(fifo("a", null, null), fifo("b", null, "d")),
                STANDARD,
                SnsErrors.INVALID_PARAMETER,
                "Invalid parameter: MessageDeduplicationId Reason: The request includes MessageDeduplicationId parameter"
                        + " that is not valid for this topic type");
    }

    @Test
    void aStructureWithoutDefaultFailsTheWholeRequest() {
        refuses(
                List.of(entry("a", "m"), new Entry("b", input("{\"sqs\":\"x\"}", "json"))),
                SnsErrors.INVALID_PARAMETER,
                "Invalid parameter: Message Structure - No default entry in JSON message body");
        refuses(
                List.of(entry("a", "m"), new Entry("b", input("x", "json"))),
                SnsErrors.INVALID_PARAMETER,
                "Invalid parameter: Message Structure - JSON message body failed to parse");
    }

    @Test
    void anAttributeFailsTheWholeRequest() {
        refuses(
                List.of(
                        entry("a", "m"),
                        new Entry(
                                "b",
                                new PublishInput(
                                        "m",
                                        null,
                                        null,
                                        Map.of("x", new AttributeInput("Number", "y", null)),
                                        null,
                                        null))),
                SnsErrors.PARAMETER_VALUE_INVALID,
                "Could not cast message attribute 'x' value to number.");
    }

    private static List<Entry> entries(int count) {
        return IntStream.range(0, count).mapToObj(i -> entry("id" + i, "m" + i)).toList();
    }

    private static Entry entry(String id, String message) {
        return new Entry(id, input(message, null));
    }

    private static PublishInput input(String message, @Nullable String structure) {
        return new PublishInput(message, null, structure, Map.of(), null, null);
    }

    private static Entry fifo(String id, @Nullable String group, @Nullable String deduplication) {
        return new Entry(id, new PublishInput("m", null, null, Map.of(), group, deduplication));
    }

    private static void assertRefused(Checked checked, String id, String text) {
        assertThat(checked).isInstanceOfSatisfying(Checked.Refused.class, refused -> {
            assertThat(refused.id()).isEqualTo(id);
            assertThat(refused.fault()).hasMessage(text);
        });
    }

    private static void refuses(List<Entry> entries, ApiError error, String text) {
        refuses(entries, STANDARD, error, text);
    }

    private static void refuses(List<Entry> entries, TopicRules topic, ApiError error, String text) {
        assertThatExceptionOfType(ApiException.class)
                .isThrownBy(() -> PublishBatchRules.check(entries, topic))
                .withMessage(text)
                .satisfies(refusal -> assertThat(refusal.error()).isEqualTo(error));
    }
}

package io.posthorn.topic.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.posthorn.topic.topic.SnsErrors;
import io.posthorn.wire.ApiError;
import io.posthorn.wire.ApiException;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PublishRulesTest {
    private static final int LIMIT = TopicRules.DEFAULT_MAXIMUM_MESSAGE_SIZE;
    private static final TopicRules FIFO = new TopicRules(true, false, LIMIT);
    private static final TopicRules FIFO_BY_CONTENT = new TopicRules(true, true, LIMIT);

    @Test
    void aMessageIsTakenAsItWasSent() {
        Publication publication = PublishRules.check(
                new PublishInput(
                        "Hello world!",
                        "My First Message",
                        null,
                        Map.of("a", new AttributeInput("String", "v", null)),
                        null,
                        null),
                TopicRules.STANDARD);

        assertThat(publication.textFor("sqs")).isEqualTo("Hello world!");
        assertThat(publication.subject()).contains("My First Message");
        assertThat(publication.groupId()).isEmpty();
        assertThat(publication.deduplicationId()).isEmpty();
        assertThat(publication.sizeBytes()).isEqualTo(12 + 1 + 6 + 1);
        assertThat(publication).hasToString("Publication[20 bytes]");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a",
                " ",
                "!",
                "Ünïcode €😀",
                "99 99 99 99 99 99 99 99 99 99 99 99 99 99 99 99 99 99 99 99 99"
                        + " 99 99 99 99 99 99 99 99 99 99 99 99"
            })
    void subjectsAreShortTextsOnOneLine(String subject) {
        assertThat(PublishRules.check(message("m", subject), TopicRules.STANDARD)
                        .subject())
                .contains(subject);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a\nb", "a\r", "\t", "\u0000", "\u007f", "\u0085", "\u2028", "\u2029", "\ud800"})
    void otherSubjectsAreRefused(String subject) {
        refuses(message("m", subject), TopicRules.STANDARD, "Invalid parameter: Subject");
    }

    @Test
    void subjectsAreShorterThanAHundredCharacters() {
        assertThat(PublishRules.check(message("m", "😀".repeat(99)), TopicRules.STANDARD)
                        .subject())
                .isPresent();
        refuses(message("m", "s".repeat(100)), TopicRules.STANDARD, "Invalid parameter: Subject");
    }

    @Test
    void aMessageIsThere() {
        refuses(message("", null), TopicRules.STANDARD, "Invalid parameter: Empty message");
        refuses(
                new PublishInput(null, null, null, Map.of(), null, null),
                TopicRules.STANDARD,
                SnsErrors.VALIDATION_ERROR,
                "1 validation error detected: Value null at 'message' failed to satisfy constraint: Member must not be"
                        + " null");
    }

    @Test
    void bytesOfMessageAndAttributesAreCountedNotCharacters() {
        assertThat(PublishRules.check(message("x".repeat(LIMIT), null), TopicRules.STANDARD)
                        .sizeBytes())
                .isEqualTo(LIMIT);
        refuses(message("x".repeat(LIMIT + 1), null), TopicRules.STANDARD, "Invalid parameter: Message too long");
        refuses(message("é".repeat(LIMIT / 2 + 1), null), TopicRules.STANDARD, "Invalid parameter: Message too long");
        Map<String, AttributeInput> attributes = Map.of("a", new AttributeInput("String", "v", null));
        assertThat(PublishRules.check(
                                new PublishInput("x".repeat(LIMIT - 8), null, null, attributes, null, null),
                                TopicRules.STANDARD)
                        .sizeBytes())
                .isEqualTo(LIMIT);
        refuses(
                new PublishInput("x".repeat(LIMIT - 7), null, null, attributes, null, null),
                TopicRules.STANDARD,
                "Invalid parameter: Message too long");
    }

    @Test
    void aTopicMayHaveALimitOfItsOwn() {
        TopicRules small = new TopicRules(false, false, 1024);
        TopicRules large = new TopicRules(false, false, 1_048_576);

        assertThat(PublishRules.check(message("x".repeat(1024), null), small).sizeBytes())
                .isEqualTo(1024);
        refuses(message("x".repeat(1025), null), small, "Invalid parameter: Message too long");
        assertThat(PublishRules.check(message("x".repeat(1_048_576), null), large)
                        .sizeBytes())
                .isEqualTo(1_048_576);
    }

    @Test
    void onlyOneStructureIsKnown() {
        PublishInput json = new PublishInput("{\"default\":\"d\",\"sqs\":\"s\"}", null, "json", Map.of(), null, null);
        assertThat(PublishRules.check(json, TopicRules.STANDARD).textFor("sqs")).isEqualTo("s");
        assertThat(PublishRules.check(json, TopicRules.STANDARD).message()).isEqualTo(json.message());
        refuses(
                new PublishInput("m", null, "xml", Map.of(), null, null),
                TopicRules.STANDARD,
                "Invalid parameter: MessageStructure");
        refuses(
                new PublishInput("m", null, "json", Map.of(), null, null),
                TopicRules.STANDARD,
                "Invalid parameter: Message Structure - JSON message body failed to parse");
    }

    @Test
    void attributesKeepTheirRules() {
        refuses(
                new PublishInput("m", null, null, Map.of("a", new AttributeInput("Number", "x", null)), null, null),
                TopicRules.STANDARD,
                SnsErrors.PARAMETER_VALUE_INVALID,
                "Could not cast message attribute 'a' value to number.");
    }

    @Test
    void fifoTopicsAskForAGroupAndAWayToTellDuplicates() {
        refuses(ids(null, "d"), FIFO, "Invalid parameter: The MessageGroupId parameter is required for FIFO topics");
        refuses(ids("", "d"), FIFO, "Invalid parameter: The MessageGroupId parameter is required for FIFO topics");
        refuses(
                ids("g", null),
                FIFO,
                "Invalid parameter: The topic should either have ContentBasedDeduplication enabled or"
                        + " MessageDeduplicationId provided explicitly");
        assertThat(PublishRules.check(ids("g", "d"), FIFO).deduplicationId()).contains("d");
        assertThat(PublishRules.check(ids("g", "d"), FIFO_BY_CONTENT).deduplicationId())
                .contains("d");
    }

    @Test
    void contentIsToldByTheMessageAlone() {
        String hash = "ca0df2c95aa144c1d0ff2ff3c8f967fdc1de9ef0c4120b3726416701b519d619";
        PublishInput other = new PublishInput(
                "m1", "s", null, Map.of("a", new AttributeInput("String", "v", null)), "another", null);

        assertThat(PublishRules.check(new PublishInput("m1", null, null, Map.of(), "g", null), FIFO_BY_CONTENT)
                        .deduplicationId())
                .contains(hash);
        assertThat(PublishRules.check(other, FIFO_BY_CONTENT).deduplicationId()).contains(hash);
    }

    @Test
    void withAStructureContentIsTheWholeText() {
        PublishInput one = new PublishInput("{\"default\":\"m1\"}", null, "json", Map.of(), "g", null);
        PublishInput two = new PublishInput("{\"default\":\"m1\" }", null, "json", Map.of(), "g", null);

        assertThat(PublishRules.check(one, FIFO_BY_CONTENT).deduplicationId())
                .isNotEqualTo(PublishRules.check(two, FIFO_BY_CONTENT).deduplicationId());
    }

    @Test
    void otherTopicsTakeAGroupButNoDeduplication() {
        Publication publication = PublishRules.check(ids("g", null), TopicRules.STANDARD);

        assertThat(publication.groupId()).contains("g");
        assertThat(publication.deduplicationId()).isEmpty();
        refuses(
                ids(null, "d"),
                TopicRules.STANDARD,
                "Invalid parameter: MessageDeduplicationId Reason: The request includes MessageDeduplicationId parameter"
                        + " that is not valid for this topic type");
    }

    @ParameterizedTest
    @ValueSource(strings = {" ", "a b", "é", "\n", "\u007f"})
    void idsAreOfLettersDigitsAndPunctuation(String id) {
        String form = " can only include alphanumeric and punctuation characters. 1 to 128 in length";
        refuses(ids(id, "d"), FIFO, "Invalid parameter: MessageGroupId Reason: MessageGroupId" + form);
        refuses(ids("g", id), FIFO, "Invalid parameter: MessageDeduplicationId Reason: MessageDeduplicationId" + form);
        refuses(ids(id, null), TopicRules.STANDARD, "Invalid parameter: MessageGroupId Reason: MessageGroupId" + form);
    }

    @Test
    void idsHaveALength() {
        String punctuation = "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~";
        String longest = punctuation + "x".repeat(128 - punctuation.length());

        assertThat(PublishRules.check(ids(longest, longest), FIFO).groupId()).contains(longest);
        refuses(
                ids(longest + "x", "d"),
                FIFO,
                "Invalid parameter: MessageGroupId Reason: MessageGroupId can only include alphanumeric and punctuation"
                        + " characters. 1 to 128 in length");
        refuses(
                ids("g", ""),
                FIFO,
                "Invalid parameter: MessageDeduplicationId Reason: MessageDeduplicationId can only include alphanumeric"
                        + " and punctuation characters. 1 to 128 in length");
    }

    private static PublishInput message(String message, @Nullable String subject) {
        return new PublishInput(message, subject, null, Map.of(), null, null);
    }

    private static PublishInput ids(@Nullable String group, @Nullable String deduplication) {
        return new PublishInput("m", null, null, Map.of(), group, deduplication);
    }

    private static void refuses(PublishInput input, TopicRules topic, String text) {
        refuses(input, topic, SnsErrors.INVALID_PARAMETER, text);
    }

    private static void refuses(PublishInput input, TopicRules topic, ApiError error, String text) {
        assertThatExceptionOfType(ApiException.class)
                .isThrownBy(() -> PublishRules.check(input, topic))
                .withMessage(text)
                .satisfies(refusal -> assertThat(refusal.error()).isEqualTo(error));
    }
}

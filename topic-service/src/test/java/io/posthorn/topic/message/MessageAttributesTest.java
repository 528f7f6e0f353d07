package io.posthorn.topic.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.posthorn.topic.topic.SnsErrors;
import io.posthorn.wire.ApiException;
import io.posthorn.wire.Blob;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MessageAttributesTest {
    private static final Blob BYTES = Blob.of("bytes".getBytes(StandardCharsets.UTF_8));

    @ParameterizedTest
    @ValueSource(strings = {"a", "A.b-c_9", "-", "_", "aws", "awsome.x", "x.AWS.y"})
    void namesAreOfLettersDigitsHyphensUnderscoresAndDots(String name) {
        assertThat(MessageAttributes.check(Map.of(name, text("String", "v"))).values())
                .containsEntry(name, new MessageAttribute.Text("String", "v"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "''|Message attribute name can not be empty.",
                ".a|Invalid message attribute name starting with character '.' was found.",
                "a.|Invalid message attribute name ending with character '.' was found.",
                "a..b|Message attribute name can not have successive '.' character.",
                "a^b|Invalid non-alphanumeric character '#x5E' was found in the message attribute name. Can only include"
                        + " alphanumeric characters, hyphens, underscores, or dots.",
                "é|Invalid non-alphanumeric character '#xE9' was found in the message attribute name. Can only include"
                        + " alphanumeric characters, hyphens, underscores, or dots.",
                "😀|Invalid non-alphanumeric character '#x1F600' was found in the message attribute name. Can only"
                        + " include alphanumeric characters, hyphens, underscores, or dots.",
                "AWS.x|Message attribute name 'AWS.x' is invalid: names beginning with 'AWS.' or 'Amazon.' are reserved"
                        + " for internal use.",
                "aMaZon.x|Message attribute name 'aMaZon.x' is invalid: names beginning with 'AWS.' or 'Amazon.' are"
                        + " reserved for internal use.",
            })
    void otherNamesAreRefused(String name, String text) {
        refuses(name, text("String", "v"), text);
    }

    @Test
    void namesHaveALength() {
        assertThat(MessageAttributes.check(Map.of("a".repeat(256), text("String", "v")))
                        .values())
                .hasSize(1);
        refuses("a".repeat(257), text("String", "v"), "Length of message attribute name must be less than 256 bytes.");
    }

    @ParameterizedTest
    @ValueSource(strings = {"String", "String.Array", "String.own", "Number", "Number.java.lang.Long", "Number.x.y"})
    void textsHaveATypeAndMayHaveALabel(String type) {
        assertThat(MessageAttributes.check(Map.of("a", text(type, "1"))).values())
                .containsEntry("a", new MessageAttribute.Text(type, "1"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"Binary", "Binary.gif"})
    void bytesHaveATypeAndMayHaveALabel(String type) {
        assertThat(MessageAttributes.check(Map.of("a", binary(type))).values())
                .containsEntry("a", new MessageAttribute.Binary(type, BYTES));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "string", "Strings", "String.", "Text", "Binary.", "Array"})
    void otherTypesAreRefused(String type) {
        refuses(
                "a",
                text(type, "1"),
                "The message attribute 'a' has an invalid message attribute type, the set of supported type prefixes is"
                        + " Binary, Number, and String.");
    }

    @Test
    void anAttributeWithoutTypeIsNoInput() {
        assertThatExceptionOfType(ApiException.class)
                .isThrownBy(() -> MessageAttributes.check(Map.of("a", new AttributeInput(null, "v", null))))
                .withMessage(
                        "1 validation error detected: Value null at 'messageAttributes.a.member.dataType' failed to"
                                + " satisfy constraint: Member must not be null")
                .satisfies(refusal -> assertThat(refusal.error()).isEqualTo(SnsErrors.VALIDATION_ERROR));
    }

    @Test
    void valuesAreNotEmptyAndInTheFieldOfTheirType() {
        String empty = "The message attribute 'a' must contain non-empty message attribute value for message attribute"
                + " type '%s'.";
        refuses("a", text("String", ""), empty.formatted("String"));
        refuses("a", text("Number", ""), empty.formatted("Number"));
        refuses("a", new AttributeInput("String", null, null), empty.formatted("String"));
        refuses("a", new AttributeInput("Binary", null, Blob.EMPTY), empty.formatted("Binary"));
        refuses("a", binary("String"), "The message attribute 'a' with type 'String' must use field 'String'.");
        refuses("a", binary("Number.x"), "The message attribute 'a' with type 'Number.x' must use field 'String'.");
        refuses("a", text("Binary", "v"), "The message attribute 'a' with type 'Binary' must use field 'Binary'.");
        refuses(
                "a",
                new AttributeInput("String", "v", BYTES),
                "The message attribute 'a' with type 'String' must use field 'String'.");
        refuses(
                "a",
                new AttributeInput("Binary", "v", BYTES),
                "The message attribute 'a' with type 'Binary' must use field 'Binary'.");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0",
                "-1",
                "+1",
                "1.50",
                ".5",
                "5.",
                "1e126",
                "1E-128",
                "00",
                "12345678901234567890123456789012345678"
            })
    void numbersAreKeptAsTheyWereWritten(String number) {
        assertThat(MessageAttributes.check(Map.of("a", text("Number", number))).values())
                .containsEntry("a", new MessageAttribute.Text("Number", number));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "x",
                "1x",
                " 1",
                "0x10",
                "1e127",
                "1e-129",
                "NaN",
                ".",
                "e1",
                "123456789012345678901234567890123456789"
            })
    void whatIsNoNumberOrOutOfRangeIsRefused(String number) {
        refuses("a", text("Number.int", number), "Could not cast message attribute 'a' value to number.");
    }

    @Test
    void anArrayThatIsNoneIsPublishedAllTheSame() {
        assertThat(MessageAttributes.check(Map.of("a", text("String.Array", "no array")))
                        .values())
                .hasSize(1);
    }

    @Test
    void ofSeveralFaultsTheFirstByNameIsAnswered() {
        assertThatExceptionOfType(ApiException.class)
                .isThrownBy(() -> MessageAttributes.check(
                        Map.of("b", text("Number", "x"), "a", text("String", ""), "c", text("Text", "x"))))
                .withMessageStartingWith("The message attribute 'a' must contain");
    }

    @Test
    void namesTypesAndValuesCount() {
        MessageAttributes attributes = MessageAttributes.check(
                Map.of("a", text("String", "é€😀"), "bc", binary("Binary.x"), "d", text("Number", "1.50")));

        assertThat(attributes.sizeBytes()).isEqualTo((1 + 6 + 2 + 3 + 4) + (2 + 8 + 5) + (1 + 6 + 4));
        assertThat(MessageAttributes.NONE.sizeBytes()).isZero();
    }

    @Test
    void valuesDoNotShow() {
        Map<String, AttributeInput> sent =
                Map.of("a", text("String", "secret"), "b", new AttributeInput("Binary", null, BYTES));
        MessageAttributes attributes = MessageAttributes.check(sent);

        assertThat(sent.values() + attributes.toString() + attributes.values()).doesNotContain("secret");
    }

    private static AttributeInput text(String type, @Nullable String value) {
        return new AttributeInput(type, value, null);
    }

    private static AttributeInput binary(String type) {
        return new AttributeInput(type, null, BYTES);
    }

    private static void refuses(String name, AttributeInput input, String text) {
        assertThatExceptionOfType(ApiException.class)
                .isThrownBy(() -> MessageAttributes.check(Map.of(name, input)))
                .withMessage(text)
                .satisfies(refusal -> assertThat(refusal.error()).isEqualTo(SnsErrors.PARAMETER_VALUE_INVALID));
    }
}

package io.posthorn.queue.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.posthorn.queue.queue.SqsErrors;
import io.posthorn.wire.ApiError;
import io.posthorn.wire.ApiException;
import io.posthorn.wire.Blob;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AttributeRulesTest {
    private static final Blob BYTES = Blob.of(new byte[] {1});

    @Test
    void keepsValuesAsSent() {
        MessageAttributes checked = AttributeRules.check(Map.of(
                "text", text("String.json", "{}"),
                "number", text("Number.int", "007"),
                "bytes", new AttributeInput("Binary", null, BYTES, false)));

        assertThat(checked.values())
                .containsEntry("text", new AttributeValue.Text("String.json", "{}"))
                .containsEntry("number", new AttributeValue.Text("Number.int", "007"))
                .containsEntry("bytes", new AttributeValue.Binary("Binary", BYTES));
    }

    @Test
    void countsNamesTypesAndValuesInUtf8() {
        MessageAttributes checked = AttributeRules.check(Map.of("é", text("String", "😀")));

        assertThat(checked.sizeBytes()).isEqualTo(2 + 6 + 4);
    }

    @ParameterizedTest
    @ValueSource(strings = {"attr.1øßä", "a", "A-b_c.d", "AWSome", "amazonian"})
    void acceptsNames(String name) {
        assertThat(AttributeRules.check(Map.of(name, text("String", "x"))).values())
                .containsKey(name);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a b", "a/b", "日本", ".a", "a.", "a..b", "AWS.x", "aws.x", "Amazon.x", "AMAZON.X"})
    void refusesNames(String name) {
        refuses(Map.of(name, text("String", "x")), SqsErrors.INVALID_PARAMETER_VALUE);
    }

    @Test
    void refusesALongName() {
        refuses(Map.of("a".repeat(257), text("String", "x")), SqsErrors.INVALID_PARAMETER_VALUE);
        assertThat(AttributeRules.check(Map.of("a".repeat(256), text("String", "x")))
                        .isEmpty())
                .isFalse();
    }

    @Test
    void refusesMoreThanTen() {
        Map<String, AttributeInput> eleven =
                IntStream.range(0, 11).boxed().collect(Collectors.toMap(i -> "a" + i, i -> text("String", "x")));

        refuses(
                eleven,
                SqsErrors.INVALID_PARAMETER_VALUE,
                "Number of message attributes [11] exceeds the allowed maximum [10].");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Strings", "string", "Boolean", "StringX.y"})
    void refusesTypes(String type) {
        refuses(
                Map.of("a", text(type, "x")),
                SqsErrors.INVALID_PARAMETER_VALUE,
                "The type of message (user) attribute 'a' is invalid. You must use only the following supported type"
                        + " prefixes: Binary, Number, String.");
    }

    @Test
    void refusesAMissingType() {
        refuses(
                Map.of("a", new AttributeInput(null, "x", null, false)),
                SqsErrors.INVALID_PARAMETER_VALUE,
                "Message (user) attribute 'a' must contain a non-empty attribute type.");
    }

    @Test
    void refusesEmptyValues() {
        refuses(
                Map.of("ErrorDetails", text("String", "")),
                SqsErrors.INVALID_PARAMETER_VALUE,
                "Message (user) attribute 'ErrorDetails' must contain a non-empty value of type 'String'.");
        refuses(
                Map.of("a", new AttributeInput("Binary", null, null, false)),
                SqsErrors.INVALID_PARAMETER_VALUE,
                "Message (user) attribute 'a' must contain a non-empty value of type 'Binary'.");
    }

    @Test
    void refusesTheFieldOfAnotherType() {
        refuses(
                Map.of("a", new AttributeInput("Binary", "x", BYTES, false)),
                SqsErrors.INVALID_PARAMETER_VALUE,
                "The message attribute 'a' with type 'Binary' must use field 'Binary'.");
        refuses(
                Map.of("a", new AttributeInput("String", "x", BYTES, false)),
                SqsErrors.INVALID_PARAMETER_VALUE,
                "The message attribute 'a' with type 'String' must use field 'String'.");
    }

    @Test
    void refusesWhatIsNoNumber() {
        refuses(
                Map.of("Hello", text("Number", "world")),
                SqsErrors.INVALID_PARAMETER_VALUE,
                "Can't cast the value of message (user) attribute 'Hello' to a number.");
    }

    @Test
    void refusesInvalidCharactersAsAnInvalidParameter() {
        refuses(Map.of("a", text("String", "\u0000")), SqsErrors.INVALID_PARAMETER_VALUE, Characters.INVALID);
    }

    @Test
    void refusesLists() {
        refuses(
                Map.of("a", new AttributeInput("String", null, null, true)),
                SqsErrors.UNSUPPORTED_OPERATION,
                "Message attribute list values in SendMessage operation are not supported.");
    }

    @Test
    void takesATraceHeaderAsSystemAttribute() {
        MessageAttributes system = AttributeRules.checkSystem(Map.of("AWSTraceHeader", text("String", "Root=1")));

        assertThat(AttributeRules.traceHeader(system)).hasValue("Root=1");
        assertThat(AttributeRules.traceHeader(MessageAttributes.NONE)).isEmpty();
    }

    @Test
    void refusesOtherSystemAttributes() {
        refusesSystem("SenderId", "String");
        refusesSystem("AWSTraceHeader", "Number");
    }

    private static void refusesSystem(String name, String type) {
        assertThatThrownBy(() -> AttributeRules.checkSystem(Map.of(name, text(type, "1"))))
                .isInstanceOfSatisfying(
                        ApiException.class,
                        refused -> assertThat(refused.error()).isEqualTo(SqsErrors.INVALID_PARAMETER_VALUE));
    }

    private static AttributeInput text(String type, @Nullable String value) {
        return new AttributeInput(type, value, null, false);
    }

    private static void refuses(Map<String, AttributeInput> sent, ApiError error) {
        assertThatThrownBy(() -> AttributeRules.check(sent))
                .isInstanceOfSatisfying(
                        ApiException.class,
                        refused -> assertThat(refused.error()).isEqualTo(error));
    }

    private static void refuses(Map<String, AttributeInput> sent, ApiError error, String text) {
        refuses(sent, error);
        assertThatThrownBy(() -> AttributeRules.check(sent)).hasMessage(text);
    }
}

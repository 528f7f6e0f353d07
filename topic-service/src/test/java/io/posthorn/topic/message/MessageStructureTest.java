package io.posthorn.topic.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.posthorn.wire.ApiException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MessageStructureTest {
    @Test
    void everyProtocolGetsItsOwnTextOrTheDefault() {
        MessageStructure structure = MessageStructure.parse(
                "{\"default\":\"d\",\"sqs\":\"{\\\"k\\\":\\\"\\u00e9\\\"}\",\"http\":\"h\",\"email\":\"\"}");

        assertThat(structure.textFor("sqs")).isEqualTo("{\"k\":\"é\"}");
        assertThat(structure.textFor("http")).isEqualTo("h");
        assertThat(structure.textFor("https")).isEqualTo("d");
        assertThat(structure.textFor("email")).isEmpty();
        assertThat(structure.textFor("email-json")).isEqualTo("d");
    }

    @Test
    void valuesThatAreNoStringsArePassedOver() {
        MessageStructure structure = MessageStructure.parse(
                "{\"sqs\":{\"default\":\"x\"},\"http\":[\"default\"],\"https\":7,\"email\":null,\"default\":\"d\"}");

        assertThat(new String[] {"sqs", "http", "https", "email"})
                .allSatisfy(protocol -> assertThat(structure.textFor(protocol)).isEqualTo("d"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"sqs\":\"x\"}",
                "{\"Default\":\"x\"}",
                "{\"default\":1}",
                "{\"default\":{\"default\":\"x\"}}"
            })
    void aDefaultIsRequired(String message) {
        refuses(message, "Invalid parameter: Message Structure - No default entry in JSON message body");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Hello",
                "",
                "\"default\"",
                "[{\"default\":\"x\"}]",
                "{\"default\":\"x\"",
                "{\"default\":\"x\"} {}",
                "{'default':'x'}",
                "{\"default\":\"x\",\"default\":\"y\"}",
                "{\"default\":\"x\",\"sqs\":\"y\",\"sqs\":1}"
            })
    void whatIsNoObjectWithDistinctKeysIsRefused(String message) {
        refuses(message, "Invalid parameter: Message Structure - JSON message body failed to parse");
    }

    @Test
    void theDefaultIsNotEmpty() {
        refuses("{\"default\":\"\",\"sqs\":\"x\"}", "Invalid parameter: Empty message");
    }

    @Test
    void textsDoNotShow() {
        assertThat(MessageStructure.parse("{\"default\":\"secret\"}")).hasToString("MessageStructure[default]");
    }

    private static void refuses(String message, String text) {
        assertThatExceptionOfType(ApiException.class)
                .isThrownBy(() -> MessageStructure.parse(message))
                .withMessage(text);
    }
}

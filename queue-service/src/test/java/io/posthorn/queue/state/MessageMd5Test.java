package io.posthorn.queue.state;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.posthorn.queue.state.MessageMd5.Attribute;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The digests of recordings of the real service. */
class MessageMd5Test {

    private static Attribute text(String name, String type, String value) {
        return new Attribute(name, type, value.getBytes(UTF_8));
    }

    @Test
    void aBodyIsDigestedAsUtf8() {
        assertThat(MessageMd5.ofBody("hello".getBytes(UTF_8))).isEqualTo("5d41402abc4b2a76b9719d911017c592");
        assertThat(MessageMd5.ofBody("й\r\n".getBytes(UTF_8))).isNotEqualTo(MessageMd5.ofBody("й\n".getBytes(UTF_8)));
    }

    @Test
    void oneStringAttribute() {
        assertThat(MessageMd5.ofAttributes(List.of(text("color", "String", "blue"))))
                .isEqualTo("da1b33cc3cbfe8b1630921e78e6b9880");
    }

    @Test
    void attributesAreDigestedInOrderOfNameWhateverTheirOrder() {
        Attribute blob = new Attribute("blob", "Binary", new byte[] {1, 2, 3});
        Attribute color = text("color", "String", "blue");
        Attribute count = text("count", "Number", "3");

        assertThat(MessageMd5.ofAttributes(List.of(blob, color, count))).isEqualTo("d838729972a4b70e2d2acd9d59ac847c");
        assertThat(MessageMd5.ofAttributes(List.of(count, color, blob))).isEqualTo("d838729972a4b70e2d2acd9d59ac847c");
    }

    @Test
    void systemAttributesAreDigestedAlike() {
        String trace = "Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1";

        assertThat(MessageMd5.ofAttributes(List.of(text("AWSTraceHeader", "String", trace))))
                .isEqualTo("5ae4d5d7636402d80f4eb6d213245a88");
    }

    @Test
    void aCustomLabelOfABinaryIsStillBinary() {
        assertThat(MessageMd5.ofAttributes(List.of(new Attribute("a", "Binary.png", new byte[] {1}))))
                .isNotEqualTo(MessageMd5.ofAttributes(List.of(new Attribute("a", "String.png", new byte[] {1}))));
    }

    @Test
    void valuesAreNotShown() {
        assertThat(text("color", "String", "blue").toString()).doesNotContain("blue");
        assertThat(LiveQueue.PAYLOAD.toString()).isEqualTo("Payload[body=1 bytes, attributes=0 bytes]");
    }
}

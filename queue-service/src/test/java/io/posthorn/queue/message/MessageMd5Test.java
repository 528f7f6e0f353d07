package io.posthorn.queue.message;

import static org.assertj.core.api.Assertions.assertThat;

import io.posthorn.wire.Blob;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Against digests that the real service answered. */
class MessageMd5Test {
    @Test
    void digestsABody() {
        assertThat(MessageMd5.ofBody("test".getBytes(StandardCharsets.UTF_8)))
                .isEqualTo("098f6bcd4621d373cade4e832627b4f6");
    }

    @Test
    void digestsOneAttribute() {
        MessageAttributes attributes = MessageAttributes.of(Map.of("color", new AttributeValue.Text("String", "blue")));

        assertThat(attributes.md5()).hasValue("da1b33cc3cbfe8b1630921e78e6b9880");
    }

    @Test
    void digestsAttributesOfAllTypesByName() {
        MessageAttributes attributes = MessageAttributes.of(Map.of(
                "count", new AttributeValue.Text("Number", "3"),
                "color", new AttributeValue.Text("String", "blue"),
                "blob", new AttributeValue.Binary("Binary", Blob.of(new byte[] {1, 2, 3}))));

        assertThat(attributes.md5()).hasValue("d838729972a4b70e2d2acd9d59ac847c");
    }

    @Test
    void digestsSystemAttributesLikewise() {
        MessageAttributes attributes = MessageAttributes.of(Map.of(
                "AWSTraceHeader",
                new AttributeValue.Text(
                        "String", "Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1")));

        assertThat(attributes.md5()).hasValue("5ae4d5d7636402d80f4eb6d213245a88");
    }

    @Test
    void hasNoDigestOfNothing() {
        assertThat(MessageAttributes.NONE.md5()).isEmpty();
    }
}

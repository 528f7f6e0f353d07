package io.posthorn.platform.outbound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.posthorn.wire.Blob;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OutboundRequestTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "Host",
                "host",
                "CONTENT-LENGTH",
                "Transfer-Encoding",
                "upgrade",
                "Expect",
                "te",
                "Trailer",
                "",
                "a b",
                "a:",
                "a\n",
                "ü"
            })
    void headersThatWouldChangeTheFramingAreRefused(String name) {
        assertThatIllegalArgumentException().isThrownBy(() -> request("GET", name, "x", Duration.ofSeconds(1), 0));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\r\nb: c", "a\nb", "a\rb", "a\0b", "\u007f", "\u0100"})
    void aValueIsOneLineOfLatin1(String value) {
        assertThatIllegalArgumentException().isThrownBy(() -> request("GET", "a", value, Duration.ofSeconds(1), 0));
    }

    @Test
    void methodsDeadlinesAndLengthsAreInRange() {
        assertThatIllegalArgumentException().isThrownBy(() -> request("CONNECT", "a", "", Duration.ofSeconds(1), 0));
        assertThatIllegalArgumentException().isThrownBy(() -> request("get", "a", "", Duration.ofSeconds(1), 0));
        assertThatIllegalArgumentException().isThrownBy(() -> request("GET", "a", "", Duration.ZERO, 0));
        assertThatIllegalArgumentException().isThrownBy(() -> request("GET", "a", "", Duration.ofSeconds(61), 0));
        assertThatIllegalArgumentException().isThrownBy(() -> request("GET", "a", "", Duration.ofSeconds(1), -1));
        assertThat(request("PATCH", "a", "ü\tb", Duration.ofSeconds(60), 0).method())
                .isEqualTo("PATCH");
    }

    @Test
    void itsTextKeepsSecretsToItself() {
        assertThat(request("GET", "Authorization", "Basic c2VjcmV0", Duration.ofSeconds(1), 0))
                .hasToString("OutboundRequest[GET http://host.test]");
    }

    private static OutboundRequest request(String method, String name, String value, Duration deadline, int max) {
        return new OutboundRequest(
                method,
                URI.create("http://user:secret@host.test/secret?secret"),
                List.of(Map.entry(name, value)),
                Blob.EMPTY,
                deadline,
                max);
    }
}

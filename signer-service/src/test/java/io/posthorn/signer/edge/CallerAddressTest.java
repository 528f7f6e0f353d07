package io.posthorn.signer.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.posthorn.wire.Headers;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CallerAddressTest {
    private static final Headers FORWARDED = Headers.of("X-Forwarded-For", "203.0.113.9, 198.51.100.7, 10.0.0.2");

    @Test
    void withoutTrustItIsTheConnections() {
        CallerAddress callers = new CallerAddress(false, 1);

        assertThat(callers.of(FORWARDED, "192.0.2.1")).isEqualTo("192.0.2.1");
        assertThat(callers.of(FORWARDED, null)).isEmpty();
    }

    @Test
    void aTrustedProxysEntryIsTheLast() {
        assertThat(new CallerAddress(true, 1).of(FORWARDED, "192.0.2.1")).isEqualTo("10.0.0.2");
        assertThat(new CallerAddress(true, 1)
                        .of(Headers.of("X-Forwarded-For", "1.1.1.1", "x-forwarded-for", "198.51.100.7"), "192.0.2.1"))
                .isEqualTo("198.51.100.7");
    }

    @Test
    void ofSeveralProxiesTheFirstOfOursCounts() {
        assertThat(new CallerAddress(true, 2).of(FORWARDED, "192.0.2.1")).isEqualTo("198.51.100.7");
    }

    @Test
    void aRequestThatCameByFewerProxiesIsItsConnections() {
        assertThat(new CallerAddress(true, 4).of(FORWARDED, "192.0.2.1")).isEqualTo("192.0.2.1");
        assertThat(new CallerAddress(true, 1).of(Headers.NONE, "192.0.2.1")).isEqualTo("192.0.2.1");
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "198.51.100.7:51234, 198.51.100.7",
                "'[2001:db8::7]:51234', 2001:db8:0:0:0:0:0:7",
                "'[2001:db8::7]', 2001:db8:0:0:0:0:0:7",
                "2001:db8::7, 2001:db8:0:0:0:0:0:7",
                "fe80::1%eth0, fe80:0:0:0:0:0:0:1",
                "::ffff:198.51.100.7, 198.51.100.7",
                "unknown, -",
                "_hidden, -",
                "'', -",
                "localhost, -",
                "999.1.1.1, -",
                "'[', -"
            })
    void anEntryMayHaveAPortAndMustBeAnAddress(String entry, @Nullable String expected) {
        assertThat(new CallerAddress(true, 1).of(Headers.of("X-Forwarded-For", entry), "192.0.2.1"))
                .isEqualTo(expected == null ? "192.0.2.1" : expected);
    }

    @Test
    void atLeastOneProxyForwards() {
        assertThatIllegalArgumentException().isThrownBy(() -> new CallerAddress(true, 0));
    }
}

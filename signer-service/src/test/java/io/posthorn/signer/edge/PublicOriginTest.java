package io.posthorn.signer.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.posthorn.wire.Headers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PublicOriginTest {
    private static final Headers FORWARDED = Headers.of(
            "Host", "pod:4566", "X-Forwarded-Host", "queues.example.org, proxy", "X-Forwarded-Proto", "https");

    @Test
    void withoutConfigurationItIsTheHost() {
        assertThat(new PublicOrigin(null, false).of(FORWARDED, "http")).isEqualTo("http://pod:4566");
        assertThat(new PublicOrigin(null, false).of(Headers.of("Host", "[::1]:4566"), "https"))
                .isEqualTo("https://[::1]:4566");
    }

    @Test
    void aTrustedProxySaysIt() {
        assertThat(new PublicOrigin(null, true).of(FORWARDED, "http")).isEqualTo("https://queues.example.org");
        assertThat(new PublicOrigin(null, true).of(Headers.of("Host", "h", "X-Forwarded-Proto", "javascript"), "http"))
                .isEqualTo("http://h");
    }

    @Test
    void configurationWins() {
        assertThat(new PublicOrigin("https://q.example.org:8443/", true).of(FORWARDED, "http"))
                .isEqualTo("https://q.example.org:8443");
    }

    @Test
    void theTrustedProxySaysWhetherTheClientsConnectionIsEncrypted() {
        Headers plain = Headers.of("Host", "h", "X-Forwarded-Proto", "http");

        assertThat(new PublicOrigin(null, true).isSecure(FORWARDED, false)).isTrue();
        assertThat(new PublicOrigin("https://q.example.org", true).isSecure(plain, true))
                .isFalse();
        assertThat(new PublicOrigin(null, false).isSecure(FORWARDED, false)).isFalse();
        assertThat(new PublicOrigin(null, false).isSecure(plain, true)).isTrue();
    }

    @Test
    void aPublicUrlIsTheOperatorsWordOnEncryption() {
        assertThat(new PublicOrigin("https://q.example.org", false).isSecure(Headers.NONE, false))
                .isTrue();
        assertThat(new PublicOrigin("http://q.example.org", false).isSecure(Headers.NONE, false))
                .isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a b", "a/b", "a\"b", "a<b", "a?b", "a@b"})
    void aHostThatIsNoneIsNotRepeated(String host) {
        assertThat(new PublicOrigin(null, false).of(Headers.of("Host", host), "http"))
                .isEqualTo("http://localhost");
    }

    @ParameterizedTest
    @ValueSource(strings = {"queues.example.org", "ftp://h", "https://h/path", "https://h?x=y", "https://"})
    void aPublicUrlOfAnotherFormIsRefused(String url) {
        assertThatIllegalArgumentException().isThrownBy(() -> new PublicOrigin(url, false));
    }
}

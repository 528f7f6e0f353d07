package io.posthorn.topic.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AuthorizationTest {
    private static final HttpEndpoint.Credentials MUFASA = new HttpEndpoint.Credentials("Mufasa", "Circle of Life");
    private static final String NONCE = "7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v";
    private static final String OPAQUE = "FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS";
    private static final String CLIENT_NONCE = "f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ";
    private static final String SHA_256 = challenge("SHA-256");
    private static final String MD5 = challenge("MD5");

    /** RFC 7616 section 3.9.1. */
    @ParameterizedTest
    @CsvSource({
        "SHA-256, 753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1",
        "MD5, 8ca523f5e9506fed4657c9700eebdbec"
    })
    void theVectorsOfRfc7616AreMet(String algorithm, String response) {
        assertThat(answer(challenge(algorithm)))
                .hasValue(
                        "Digest username=\"Mufasa\", realm=\"http-auth@example.org\", uri=\"/dir/index.html\", algorithm="
                                + algorithm + ", nonce=\"" + NONCE + "\", nc=00000001, cnonce=\"" + CLIENT_NONCE
                                + "\", qop=auth, response=\"" + response + "\", opaque=\"" + OPAQUE + "\"");
    }

    @Test
    void theStrongestThatIsOfferedIsAnsweredWhateverTheOrder() {
        assertThat(answer("Basic realm=\"x\"", MD5, SHA_256).orElseThrow()).contains("algorithm=SHA-256");
        assertThat(answer(SHA_256 + ", " + MD5 + ", Basic realm=\"x\"").orElseThrow())
                .contains("algorithm=SHA-256");
        assertThat(answer("Negotiate", "Basic realm=\"x\", " + MD5).orElseThrow())
                .contains("algorithm=MD5");
        assertThat(answer("Negotiate abc==, Basic realm=\"x, y\", charset=\"UTF-8\""))
                .hasValue("Basic TXVmYXNhOkNpcmNsZSBvZiBMaWZl");
    }

    @Test
    void anAlgorithmThatIsNotNamedIsMd5() {
        assertThat(answer(MD5.replace("algorithm=MD5,", ""))).isEqualTo(answer(MD5));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "Bearer",
                "Digest",
                "Digest realm=\"x\", qop=\"auth\"",
                "Digest realm=\"x\", nonce=\"n\", qop=\"auth-int\"",
                "Digest realm=\"x\", nonce=\"n\"",
                "Digest realm=\"x\", nonce=\"n\", qop=\"auth\", algorithm=SHA-512-256",
                "Digest realm=\"x\", nonce=\"n\", qop=\"auth\", algorithm=MD5-sess",
                "Digest realm=\"unending, nonce=n, qop=auth",
                "=, = \"\" ,,,"
            })
    void whatCannotBeAnsweredIsNotAnswered(String challenge) {
        assertThat(answer(challenge)).isEmpty();
    }

    @Test
    void aChallengeCannotPutAnotherHeaderIntoTheRequest() {
        assertThat(answer("Digest realm=\"x\r\nHost: other\", nonce=\"n\", qop=\"auth\""))
                .isEmpty();
    }

    @Test
    void namesThatAHeaderCannotHoldAreEncoded() {
        var credentials = new HttpEndpoint.Credentials("Jäsøn \"D\"", "p");

        assertThat(Authorization.answer(List.of(MD5), credentials, "POST", "/", "c")
                        .orElseThrow())
                .contains("username*=UTF-8''J%C3%A4s%C3%B8n%20%22D%22,");
        assertThat(Authorization.answer(List.of(MD5), new HttpEndpoint.Credentials("a\"b\\c", "p"), "POST", "/", "c")
                        .orElseThrow())
                .contains("username=\"a\\\"b\\\\c\",");
    }

    @Test
    void aNameIsHashedWhereTheEndpointAsksForThat() {
        assertThat(answer(SHA_256 + ", userhash=true").orElseThrow())
                .doesNotContain("Mufasa")
                .contains("userhash=true");
    }

    private static String challenge(String algorithm) {
        return "Digest realm=\"http-auth@example.org\", qop=\"auth, auth-int\", algorithm=" + algorithm + ", nonce=\""
                + NONCE + "\", opaque=\"" + OPAQUE + "\"";
    }

    private static Optional<String> answer(String... challenges) {
        return Authorization.answer(List.of(challenges), MUFASA, "GET", "/dir/index.html", CLIENT_NONCE);
    }
}

package io.posthorn.platform.call;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.posthorn.platform.AccountId;
import io.posthorn.platform.Call;
import io.posthorn.platform.Principal;
import io.posthorn.platform.Source;
import io.posthorn.platform.secret.MasterKeys;
import io.posthorn.wire.Headers;
import io.posthorn.wire.WireRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CallTokensTest {
    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00.123456789Z");
    private static final Call CALL = new Call(
            new AccountId("123456789012"),
            new Principal("arn:aws:iam::123456789012:user/ünï", "AIDAEXAMPLE"),
            "AKIAEXAMPLE",
            "eu-west-1",
            "sqs",
            "0a1b2c3d-0000-0000-0000-000000000000",
            "http://localhost:4566",
            new Source("2001:db8::7", true),
            NOW);
    private static final WireRequest REQUEST = request("POST", "/123456789012/orders", "a=b", "{}");

    private final CallTokens tokens = tokens("a:" + key(1));

    private static String key(int fill) {
        byte[] bytes = new byte[32];
        bytes[0] = (byte) fill;
        return Base64.getEncoder().encodeToString(bytes);
    }

    private static CallTokens tokens(String keys) {
        return new CallTokens(MasterKeys.parse(keys).forPurpose(CallTokens.PURPOSE));
    }

    private static WireRequest request(String method, String path, String query, String body) {
        return new WireRequest(method, path, query, Headers.NONE, body.getBytes(UTF_8));
    }

    @Test
    void theCallArrivesWhole() {
        String token = tokens.issue(CALL, REQUEST, NOW);

        assertThat(tokens.verify(token, REQUEST, NOW)).isEqualTo(new CallVerdict.Accepted(CALL));
    }

    @Test
    void aTokenLivesSixtySeconds() {
        String token = tokens.issue(CALL, REQUEST, NOW);

        assertThat(tokens.verify(token, REQUEST, NOW.plusMillis(59_999))).isInstanceOf(CallVerdict.Accepted.class);
        assertThat(tokens.verify(token, REQUEST, NOW.plusSeconds(60))).isEqualTo(new CallVerdict.Expired());
    }

    @Test
    void theLifetimeIsTheIssuers() {
        CallTokens brief =
                new CallTokens(MasterKeys.parse("a:" + key(1)).forPurpose(CallTokens.PURPOSE), Duration.ofSeconds(1));

        assertThat(tokens.verify(brief.issue(CALL, REQUEST, NOW), REQUEST, NOW.plusSeconds(1)))
                .isEqualTo(new CallVerdict.Expired());
    }

    @Test
    void aTokenStandsForNoOtherRequest() {
        String token = tokens.issue(CALL, REQUEST, NOW);

        assertThat(new WireRequest[] {
                    request("GET", "/123456789012/orders", "a=b", "{}"),
                    request("POST", "/123456789012/other", "a=b", "{}"),
                    request("POST", "/123456789012/orders", "a=c", "{}"),
                    request("POST", "/123456789012/orders", "a=b", "{ }"),
                    request("POST", "/123456789012/ordersa=b", "", "{}")
                })
                .allSatisfy(other ->
                        assertThat(tokens.verify(token, other, NOW)).isEqualTo(new CallVerdict.OtherRequest()));
    }

    @Property(tries = 300)
    void noChangedCharacterIsAccepted(@ForAll @IntRange(max = 10_000) int place, @ForAll @IntRange(max = 63) int with) {
        String token = tokens.issue(CALL, REQUEST, NOW);
        int index = place % token.length();
        char changed = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".charAt(with);
        String forged = token.substring(0, index) + changed + token.substring(index + 1);

        CallVerdict verdict = tokens.verify(forged, REQUEST, NOW);

        if (forged.equals(token)) {
            assertThat(verdict).isEqualTo(new CallVerdict.Accepted(CALL));
        } else {
            assertThat(verdict).isInstanceOf(CallVerdict.Rejected.class);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "2", "2.a.b", "2.a.b.c.d", "1.a.AA.AA", "...."})
    void whatIsNotATokenIsMalformed(String text) {
        assertThat(tokens.verify(text, REQUEST, NOW)).isEqualTo(new CallVerdict.Malformed());
    }

    @Test
    void anEndlessTokenIsNotLookedAt() {
        assertThat(tokens.verify("2.a." + "A".repeat(CallTokens.MAX_CHARS) + ".AA", REQUEST, NOW))
                .isEqualTo(new CallVerdict.Malformed());
    }

    @Test
    void rotationAcceptsTheOldKeyUntilItIsDropped() {
        String token = tokens.issue(CALL, REQUEST, NOW);

        assertThat(tokens("b:" + key(2) + ",a:" + key(1)).verify(token, REQUEST, NOW))
                .isInstanceOf(CallVerdict.Accepted.class);
        assertThat(tokens("b:" + key(2)).verify(token, REQUEST, NOW)).isEqualTo(new CallVerdict.BadSignature());
        assertThat(tokens("a:" + key(2)).verify(token, REQUEST, NOW)).isEqualTo(new CallVerdict.BadSignature());
    }
}

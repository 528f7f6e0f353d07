package io.posthorn.topic.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import io.posthorn.platform.outbound.OutboundResult;
import io.posthorn.topic.delivery.Outcome;
import io.posthorn.wire.Blob;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AnswersTest {
    private static final Instant NOON = Instant.parse("2026-01-02T12:00:00Z");
    private static final Duration LATENCY = Duration.ofMillis(12);

    @ParameterizedTest
    @CsvSource({
        "200, Accepted, ok",
        "204, Accepted, ok",
        "299, Accepted, ok",
        "301, Refused, redirect",
        "302, Refused, redirect",
        "304, Refused, redirect",
        "307, Refused, redirect",
        "400, Refused, client_error",
        "401, Refused, client_error",
        "403, Refused, client_error",
        "404, Refused, client_error",
        "408, Refused, client_error",
        "409, Refused, client_error",
        "410, Refused, client_error",
        "425, Refused, client_error",
        "429, Failed, throttled",
        "500, Failed, server_error",
        "501, Failed, server_error",
        "503, Failed, server_error",
        "504, Failed, server_error",
        "599, Failed, server_error"
    })
    void aStatusSaysWhetherItIsTriedAgain(int status, String outcome, String reason) {
        Outcome of = answered(status, null, "");

        assertThat(of.getClass().getSimpleName()).isEqualTo(outcome);
        assertThat(of.answer().status()).hasValue(status);
        assertThat(of.answer().reason()).isEqualTo(reason);
        assertThat(of.answer().latency()).isEqualTo(LATENCY);
    }

    @ParameterizedTest
    @CsvSource({
        "FORBIDDEN_ADDRESS, Refused",
        "UNKNOWN_HOST, Failed",
        "CONNECT, Failed",
        "TLS, Failed",
        "TIMEOUT, Failed",
        "BROKEN, Failed",
        "NO_PLACE, NotSent"
    })
    void noAnswerIsTriedAgainUnlessTheAddressIsForbidden(OutboundResult.Cause cause, String outcome) {
        Outcome of = Answers.outcome(new OutboundResult.Unanswered(cause), LATENCY, NOON);

        assertThat(of.getClass().getSimpleName()).isEqualTo(outcome);
        assertThat(of.answer().status()).isEmpty();
        assertThat(of.answer().reason()).isEqualToIgnoringCase(cause.name());
    }

    @ParameterizedTest
    @CsvSource({
        "429, 30, PT30S",
        "503, 30, PT30S",
        "500, 30,",
        "502, 30,",
        "429, 0,",
        "429, -5,",
        "429, x,",
        "429, '',",
        "429, 1.5,",
        "429, 3601, PT1H1S",
        "429, 99999999999999999999, PT596523H14M7S",
        "503, 'Fri, 02 Jan 2026 12:00:45 GMT', PT45S",
        "503, 'Fri, 02 Jan 2026 11:59:00 GMT',",
        "503, 'Wed, 02 Jan 2030 12:00:45 GMT', PT35064H45S",
        "503, 'Fri, 99 Jan 2026',"
    })
    void retryAfterIsHeardWhereAnEndpointIsOverloaded(int status, String header, @Nullable Duration wait) {
        assertThat(answered(status, header, ""))
                .isInstanceOfSatisfying(
                        Outcome.Failed.class,
                        failed -> assertThat(failed.retryAfter()).isEqualTo(Optional.ofNullable(wait)));
    }

    @Test
    void theBeginningOfAnAnswerIsKeptAsText() {
        assertThat(answered(500, null, "a\u0000\u001bb\nç").answer().excerpt()).isEqualTo("a??b\nç");
        String long1 = "ä".repeat(2000);
        assertThat(answered(500, null, long1).answer().excerpt()).isEqualTo("ä".repeat(512));
        assertThat(answered(500, null, "a" + long1).answer().excerpt().getBytes(StandardCharsets.UTF_8).length)
                .isLessThanOrEqualTo(Answers.EXCERPT_BYTES);
        assertThat(Answers.outcome(
                                new OutboundResult.Answered(500, Map.of(), Blob.of(new byte[] {-1, -2, -3})),
                                LATENCY,
                                NOON)
                        .answer()
                        .excerpt())
                .isEqualTo("\uFFFD\uFFFD\uFFFD");
    }

    private static Outcome answered(int status, @Nullable String retryAfter, String body) {
        return Answers.outcome(
                new OutboundResult.Answered(
                        status,
                        retryAfter == null ? Map.of() : Map.of("retry-after", List.of(retryAfter)),
                        Blob.of(body.getBytes(StandardCharsets.UTF_8))),
                LATENCY,
                NOON);
    }
}

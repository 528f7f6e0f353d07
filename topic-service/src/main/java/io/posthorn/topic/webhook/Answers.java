package io.posthorn.topic.webhook;

import io.posthorn.platform.outbound.OutboundResult;
import io.posthorn.topic.delivery.Outcome;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What an endpoint's answer means: 2xx is accepted; 5xx, 429 and no answer are tried again; anything else, and an address that
 * nothing may be sent to, is refused for good. Pure.
 */
final class Answers {
    /** How much of an answer's body is kept, in bytes. */
    static final int EXCERPT_BYTES = 1024;

    /** More digits are more seconds than any policy goes on for. */
    private static final int MAX_DIGITS = 9;

    private static final int TOO_MANY_REQUESTS = 429;
    private static final int SERVICE_UNAVAILABLE = 503;

    private Answers() {}

    /**
     * @param latency from the beginning of the attempt
     * @param now what an HTTP date in Retry-After is compared with
     */
    static Outcome outcome(OutboundResult result, Duration latency, Instant now) {
        return switch (result) {
            case OutboundResult.Answered answered -> answered(answered, latency, now);
            case OutboundResult.Unanswered(OutboundResult.Cause cause) -> unanswered(cause, latency);
        };
    }

    /** What was not sent at all, because {@code reason}. */
    static Outcome unsent(String reason) {
        return new Outcome.Refused(new Outcome.Answer(OptionalInt.empty(), reason, "", Duration.ZERO));
    }

    private static Outcome answered(OutboundResult.Answered answered, Duration latency, Instant now) {
        int status = answered.status();
        Outcome.Answer answer = new Outcome.Answer(
                OptionalInt.of(status), reason(status), excerpt(answered.body().bytes()), latency);
        if (status / 100 == 2) {
            return new Outcome.Accepted(answer);
        }
        if (status == TOO_MANY_REQUESTS || status / 100 == 5) {
            boolean waits = status == TOO_MANY_REQUESTS || status == SERVICE_UNAVAILABLE;
            return new Outcome.Failed(answer, waits ? retryAfter(answered.headers(), now) : Optional.empty());
        }
        return new Outcome.Refused(answer);
    }

    private static String reason(int status) {
        return switch (status / 100) {
            case 2 -> "ok";
            case 3 -> "redirect";
            case 5 -> "server_error";
            default -> status == TOO_MANY_REQUESTS ? "throttled" : "client_error";
        };
    }

    private static Outcome unanswered(OutboundResult.Cause cause, Duration latency) {
        Outcome.Answer answer =
                new Outcome.Answer(OptionalInt.empty(), cause.name().toLowerCase(Locale.ROOT), "", latency);
        return switch (cause) {
            case FORBIDDEN_ADDRESS -> new Outcome.Refused(answer);
            case UNKNOWN_HOST, CONNECT, TLS, TIMEOUT, BROKEN -> new Outcome.Failed(answer, Optional.empty());
            case NO_PLACE -> new Outcome.NotSent(answer);
        };
    }

    /** Seconds or a date, of which what is past or no such thing is none; whether there is time for it, the schedule says. */
    private static Optional<Duration> retryAfter(Map<String, List<String>> headers, Instant now) {
        return headers.getOrDefault("retry-after", List.of()).stream()
                .findFirst()
                .flatMap(value -> wait(value.trim(), now))
                .filter(Duration::isPositive);
    }

    private static Optional<Duration> wait(String value, Instant now) {
        if (!value.isEmpty() && value.chars().allMatch(c -> c >= '0' && c <= '9')) {
            return Optional.of(
                    Duration.ofSeconds(value.length() > MAX_DIGITS ? Integer.MAX_VALUE : Long.parseLong(value)));
        }
        try {
            return Optional.of(Duration.between(
                    now,
                    ZonedDateTime.parse(value, DateTimeFormatter.RFC_1123_DATE_TIME)
                            .toInstant()));
        } catch (DateTimeException neither) {
            return Optional.empty();
        }
    }

    /** The beginning as text: what is not text in UTF-8, and control characters, are shown as such. */
    private static String excerpt(byte[] body) {
        String text = new String(
                body.length <= EXCERPT_BYTES ? body : Arrays.copyOf(body, EXCERPT_BYTES), StandardCharsets.UTF_8);
        StringBuilder shown = new StringBuilder(text.length());
        int bytes = 0;
        for (int i = 0; i < text.length(); i += Character.charCount(text.codePointAt(i))) {
            int codePoint = text.codePointAt(i);
            int c = Character.isISOControl(codePoint) && "\t\r\n".indexOf(codePoint) < 0 ? '?' : codePoint;
            bytes += Character.toString(c).getBytes(StandardCharsets.UTF_8).length;
            if (bytes > EXCERPT_BYTES) {
                break;
            }
            shown.appendCodePoint(c);
        }
        return shown.toString();
    }
}

package io.posthorn.topic.webhook;

import io.posthorn.platform.outbound.OutboundHttp;
import io.posthorn.platform.outbound.OutboundRequest;
import io.posthorn.platform.outbound.OutboundResult;
import io.posthorn.topic.delivery.Outcome;
import io.vertx.core.Future;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

/**
 * One attempt at an endpoint, within {@link #DEADLINE} in all. An endpoint that answers 401 and says how it is convinced is sent
 * the same once more with the credentials of its own URL; they go nowhere else and never at first. Safe for use by many
 * threads.
 */
final class WebhookSender {
    /** How long an attempt may take, a second request with credentials included. */
    static final Duration DEADLINE = Duration.ofSeconds(15);

    /** How much of an answer is read, in bytes. */
    private static final int MAX_ANSWER_BYTES = 64 * 1024;

    /** What is left of the deadline must be worth a second request. */
    private static final Duration LEAST = Duration.ofMillis(100);

    private static final int UNAUTHORIZED = 401;
    private static final int CLIENT_NONCE_BYTES = 16;
    private static final String HIDDEN = "****";

    private final OutboundHttp http;
    private final RandomGenerator random;
    private final Clock clock;
    private final LongSupplier nanoTime;

    /**
     * @param random where client nonces come from; must be one that nobody can predict
     * @param nanoTime what attempts are measured with
     */
    WebhookSender(OutboundHttp http, RandomGenerator random, Clock clock, LongSupplier nanoTime) {
        this.http = http;
        this.random = random;
        this.clock = clock;
        this.nanoTime = nanoTime;
    }

    Future<Outcome> send(HttpEndpoint endpoint, WebhookRequest unsigned) {
        long begun = nanoTime.getAsLong();
        WebhookRequest request = unsigned.signed(endpoint.secrets(), clock.instant());
        return http.send(outbound(endpoint, request, Optional.empty(), DEADLINE))
                .compose(first -> {
                    Duration left = DEADLINE.minus(since(begun));
                    Optional<String> authorization =
                            left.compareTo(LEAST) < 0 ? Optional.empty() : authorization(endpoint, first);
                    return authorization
                            .map(value -> http.send(outbound(endpoint, request, authorization, left))
                                    .map(second -> hidden(outcome(second, begun), endpoint, value)))
                            .orElseGet(() -> Future.succeededFuture(outcome(first, begun)));
                });
    }

    private Optional<String> authorization(HttpEndpoint endpoint, OutboundResult result) {
        if (!(result instanceof OutboundResult.Answered answered) || answered.status() != UNAUTHORIZED) {
            return Optional.empty();
        }
        return endpoint.credentials()
                .flatMap(credentials -> Authorization.answer(
                        answered.headers().getOrDefault("www-authenticate", List.of()),
                        credentials,
                        WebhookRequest.METHOD,
                        endpoint.requestTarget(),
                        clientNonce()));
    }

    private String clientNonce() {
        byte[] bytes = new byte[CLIENT_NONCE_BYTES];
        random.nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    private static OutboundRequest outbound(
            HttpEndpoint endpoint, WebhookRequest request, Optional<String> authorization, Duration deadline) {
        List<Map.Entry<String, String>> headers = new ArrayList<>(request.headers());
        authorization.ifPresent(value -> headers.add(Map.entry("Authorization", value)));
        return new OutboundRequest(
                WebhookRequest.METHOD, endpoint.uri(), headers, request.body(), deadline, MAX_ANSWER_BYTES);
    }

    private Outcome outcome(OutboundResult result, long begun) {
        return Answers.outcome(result, since(begun), clock.instant());
    }

    private Duration since(long begun) {
        return Duration.ofNanos(nanoTime.getAsLong() - begun);
    }

    /** An endpoint may repeat in its answer what it was sent: what proves who sends must not be kept with it. */
    private static Outcome hidden(Outcome outcome, HttpEndpoint endpoint, String authorization) {
        Outcome.Answer answer = outcome.answer();
        String excerpt = answer.excerpt().replace(authorization.substring(authorization.indexOf(' ') + 1), HIDDEN);
        String password =
                endpoint.credentials().map(HttpEndpoint.Credentials::password).orElse("");
        if (!password.isEmpty()) {
            excerpt = excerpt.replace(password, HIDDEN);
        }
        // Cut off in the middle, what is to be hidden is not found.
        String kept = excerpt.contains("Authorization") || excerpt.contains("authorization") ? HIDDEN : excerpt;
        Outcome.Answer shown = new Outcome.Answer(answer.status(), answer.reason(), kept, answer.latency());
        return switch (outcome) {
            case Outcome.Accepted _ -> new Outcome.Accepted(shown);
            case Outcome.Refused _ -> new Outcome.Refused(shown);
            case Outcome.Failed(Outcome.Answer _, Optional<Duration> retryAfter) ->
                new Outcome.Failed(shown, retryAfter);
            case Outcome.NotSent _ -> new Outcome.NotSent(shown);
        };
    }
}

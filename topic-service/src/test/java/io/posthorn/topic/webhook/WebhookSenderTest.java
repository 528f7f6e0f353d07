package io.posthorn.topic.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import io.posthorn.platform.outbound.OutboundRequest;
import io.posthorn.platform.outbound.OutboundResult;
import io.posthorn.topic.delivery.Outcome;
import io.posthorn.wire.Blob;
import io.vertx.core.Future;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** One attempt: when credentials are sent, and what is kept of the answer. */
class WebhookSenderTest {
    private static final String ASKING = "Digest realm=\"r\", nonce=\"n\", qop=\"auth\"";
    private static final HttpEndpoint WITH_PASSWORD = HttpEndpoint.of("https://user:secret@h.example/hook?a=b");

    private final List<OutboundRequest> sent = new ArrayList<>();
    private final Queue<OutboundResult> answers = new ArrayDeque<>();
    private long nanos;
    private long nanosOfAnAnswer = Duration.ofMillis(5).toNanos();

    private final WebhookSender sender = new WebhookSender(
            request -> {
                sent.add(request);
                nanos += nanosOfAnAnswer;
                return Future.succeededFuture(answers.remove());
            },
            new Random(7),
            Clock.fixed(Samples.AT, ZoneOffset.UTC),
            () -> nanos);

    @Test
    void credentialsAreSentOnlyWhenTheyAreAskedFor() {
        answers.add(answer(200, Map.of(), ""));

        Outcome outcome = send(WITH_PASSWORD);

        assertThat(outcome).isInstanceOf(Outcome.Accepted.class);
        assertThat(sent).singleElement().satisfies(request -> {
            assertThat(request.uri().toString()).isEqualTo("https://h.example/hook?a=b");
            assertThat(request.headers()).noneMatch(header -> header.getKey().equals("Authorization"));
            assertThat(request.deadline()).isEqualTo(Duration.ofSeconds(15));
            assertThat(request.maxAnswerBytes()).isEqualTo(64 * 1024);
        });
    }

    @Test
    void anEndpointThatAsksGetsTheSameOnceMoreWithCredentialsWithinTheSameDeadline() {
        answers.add(answer(401, Map.of("www-authenticate", List.of(ASKING)), ""));
        answers.add(answer(204, Map.of(), ""));

        Outcome outcome = send(WITH_PASSWORD);

        assertThat(outcome).isInstanceOf(Outcome.Accepted.class);
        assertThat(outcome.answer().latency()).isEqualTo(Duration.ofMillis(10));
        assertThat(sent).hasSize(2);
        assertThat(sent.get(1).uri()).isEqualTo(sent.get(0).uri());
        assertThat(sent.get(1).body()).isEqualTo(sent.get(0).body());
        assertThat(sent.get(1).deadline()).isEqualTo(Duration.ofSeconds(15).minusMillis(5));
        assertThat(sent.get(1).headers()).containsAll(sent.get(0).headers());
        assertThat(sent.get(1).headers().getLast().getKey()).isEqualTo("Authorization");
        assertThat(sent.get(1).headers().getLast().getValue())
                .startsWith("Digest username=\"user\", realm=\"r\", uri=\"/hook?a=b\"")
                .doesNotContain("secret");
    }

    @Test
    void itIsAskedOnceOnly() {
        answers.add(answer(401, Map.of("www-authenticate", List.of("Basic realm=\"r\"")), ""));
        answers.add(answer(401, Map.of("www-authenticate", List.of("Basic realm=\"r\"")), ""));

        assertThat(send(WITH_PASSWORD)).isInstanceOf(Outcome.Refused.class);
        assertThat(sent).hasSize(2);
    }

    @Test
    void withoutCredentialsAnEndpointThatAsksRefuses() {
        answers.add(answer(401, Map.of("www-authenticate", List.of(ASKING)), ""));

        assertThat(send(HttpEndpoint.of("https://h.example/"))).isInstanceOf(Outcome.Refused.class);
        assertThat(sent).hasSize(1);
    }

    @Test
    void aRedirectIsNeitherFollowedNorTrusted() {
        answers.add(answer(
                302, Map.of("location", List.of("https://other.example/"), "www-authenticate", List.of(ASKING)), ""));

        assertThat(send(WITH_PASSWORD)).isInstanceOf(Outcome.Refused.class);
        assertThat(sent).hasSize(1);
    }

    @Test
    void anEndpointThatAsksTooLateIsNotAnswered() {
        nanosOfAnAnswer = Duration.ofMillis(14_950).toNanos();
        answers.add(answer(401, Map.of("www-authenticate", List.of(ASKING)), ""));

        assertThat(send(WITH_PASSWORD)).isInstanceOf(Outcome.Refused.class);
        assertThat(sent).hasSize(1);
    }

    @Test
    void whatProvesWhoSendsIsNotKeptWithTheAnswer() {
        answers.add(answer(401, Map.of("www-authenticate", List.of("Basic realm=\"r\"")), ""));
        answers.add(answer(500, Map.of(), "you sent Basic dXNlcjpzZWNyZXQ= which is secret, and more"));
        assertThat(send(WITH_PASSWORD).answer().excerpt()).isEqualTo("you sent Basic **** which is ****, and more");

        answers.add(answer(401, Map.of("www-authenticate", List.of("Basic realm=\"r\"")), ""));
        answers.add(answer(429, Map.of("retry-after", List.of("7")), "{\"Authorization\":\"Basic dXN"));
        Outcome outcome = send(WITH_PASSWORD);
        assertThat(outcome.answer().excerpt()).isEqualTo("****");
        assertThat(outcome)
                .isInstanceOfSatisfying(
                        Outcome.Failed.class,
                        failed -> assertThat(failed.retryAfter()).hasValue(Duration.ofSeconds(7)));
    }

    private Outcome send(HttpEndpoint endpoint) {
        WebhookRequest request = WebhookRequest.of(
                Samples.content(Optional.empty()), "arn", "https://u.example/", true, "text/plain", Optional.empty());
        return sender.send(endpoint, request).result();
    }

    private static OutboundResult answer(int status, Map<String, List<String>> headers, String body) {
        return new OutboundResult.Answered(status, headers, Blob.of(body.getBytes(StandardCharsets.UTF_8)));
    }
}

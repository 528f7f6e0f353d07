package io.posthorn.it.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import io.posthorn.it.endpoint.BlackBox;
import io.posthorn.it.endpoint.Installation;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Endpoints get what is published, whatever the others do. */
@BlackBox
@Tag("alone")
class WebhookIT {
    private static final int SUBSCRIBERS = 100;
    private static final int PUBLICATIONS = 50;
    private static final Duration PACE = Duration.ofMillis(200);
    private static final String SILENT = "/hook/0";
    private static final String FAILING = "/hook/1";

    /** An attempt is given up after 15 s: whoever waits for others waits that long. The report shows what it was. */
    private static final Duration UNHINDERED = Duration.ofSeconds(7);

    private static final Duration SOON = Duration.ofSeconds(60);

    @Test
    void oneThatNeverAnswersAndOneThatFailsHoldUpNobody(Installation installation) {
        try (Receiver receiver = Receiver.start();
                Webhooks hooks = new Webhooks(installation.first())) {
            String topic = hooks.newTopic();
            for (int i = 0; i < SUBSCRIBERS; i++) {
                hooks.subscribe(topic, receiver.url("/hook/" + i), Map.of());
            }
            hooks.awaitConfirmed(topic, SUBSCRIBERS);
            receiver.answer(SILENT, Receiver.NEVER);
            receiver.answer(FAILING, 500);
            publishPaced(hooks, topic);

            List<Double> seconds = publishAndWait(hooks, topic, receiver);
            double p99 = seconds.get(seconds.size() * 99 / 100);
            System.out.printf(
                    "WebhookIT 98 of 100 endpoints, publish to arrival: p50 %.3f s, p99 %.3f s, most %.3f s of %d%n",
                    seconds.get(seconds.size() / 2), p99, seconds.getLast(), seconds.size());
            assertThat(p99).isLessThan((double) UNHINDERED.toSeconds());
            assertThat(receiver.at(SILENT)).isNotEmpty();
            assertThat(receiver.at(FAILING)).hasSizeGreaterThanOrEqualTo(PUBLICATIONS);
            hooks.sns().deleteTopic(r -> r.topicArn(topic));
        }
    }

    private static Map<String, Long> publishPaced(Webhooks hooks, String topic) {
        Map<String, Long> published = new HashMap<>();
        for (int i = 0; i < PUBLICATIONS; i++) {
            long at = System.nanoTime();
            published.put(hooks.publish(topic, "number " + i), at);
            Awaitility.await()
                    .pollDelay(Duration.ZERO)
                    .pollInterval(Duration.ofMillis(5))
                    .until(() -> System.nanoTime() - at >= PACE.toNanos());
        }
        return published;
    }

    /** From each publication to each arrival at the endpoints that work, in seconds, sorted. */
    private static List<Double> publishAndWait(Webhooks hooks, String topic, Receiver receiver) {
        Map<String, Long> published = publishPaced(hooks, topic);
        List<String> working =
                IntStream.range(2, SUBSCRIBERS).mapToObj(i -> "/hook/" + i).toList();
        Awaitility.await("all that work have everything")
                .atMost(SOON)
                .pollInterval(Duration.ofMillis(200))
                .until(() -> working.stream()
                        .allMatch(path -> receiver.at(path).stream()
                                        .map(Receiver.Arrival::messageId)
                                        .distinct()
                                        .count()
                                == 2 * PUBLICATIONS));
        assertThat(working).allSatisfy(path -> assertThat(receiver.at(path)).hasSize(2 * PUBLICATIONS));
        return working.stream()
                .flatMap(path -> receiver.at(path).stream())
                .filter(arrival -> published.containsKey(arrival.messageId()))
                .map(arrival -> (arrival.at() - published.getOrDefault(arrival.messageId(), 0L))
                        / (double) TimeUnit.SECONDS.toNanos(1))
                .sorted()
                .toList();
    }
}

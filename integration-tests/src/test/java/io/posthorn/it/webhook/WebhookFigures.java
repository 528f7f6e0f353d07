package io.posthorn.it.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import io.posthorn.it.endpoint.BlackBox;
import io.posthorn.it.endpoint.Clients;
import io.posthorn.it.endpoint.Installation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.sns.SnsAsyncClient;

/** Prints how many signed deliveries a second three endpoints get while ten thousand messages are published. Run by name only. */
@BlackBox
@Tag("alone")
class WebhookFigures {
    private static final int CONNECTIONS = 32;
    private static final int PUBLICATIONS = 10_000;
    private static final int WARM_UP = 2_000;
    private static final Duration PATIENCE = Duration.ofMinutes(4);

    @Test
    void tenThousandPublicationsToThreeEndpoints(Installation installation) {
        try (Receiver receiver = Receiver.start();
                Webhooks hooks = new Webhooks(installation.first());
                SnsAsyncClient publisher = Clients.snsOnce(installation.first(), CONNECTIONS)) {
            String topic = hooks.newTopic();
            List<String> paths = List.of("/a", "/b", "/c");
            paths.forEach(path -> hooks.subscribe(topic, receiver.url(path), Map.of()));
            hooks.awaitConfirmed(topic, paths.size());
            publish(publisher, topic, WARM_UP);
            awaitAll(receiver, paths, WARM_UP);

            long begun = System.nanoTime();
            publish(publisher, topic, PUBLICATIONS);
            double published = seconds(begun);
            awaitAll(receiver, paths, WARM_UP + PUBLICATIONS);
            double delivered = seconds(begun);

            int arrivals =
                    paths.stream().mapToInt(path -> receiver.at(path).size()).sum() - 3 * WARM_UP;
            System.out.printf(
                    "WebhookFigures %d publications in %.1f s; %d deliveries in %.1f s, %.0f/s; %d arrived twice%n",
                    PUBLICATIONS,
                    published,
                    3 * PUBLICATIONS,
                    delivered,
                    3 * PUBLICATIONS / delivered,
                    arrivals - 3 * PUBLICATIONS);
            hooks.sns().deleteTopic(r -> r.topicArn(topic));
        }
    }

    private static double seconds(long begun) {
        return (System.nanoTime() - begun) / (double) TimeUnit.SECONDS.toNanos(1);
    }

    private static void awaitAll(Receiver receiver, List<String> paths, int publications) {
        for (String path : paths) {
            Awaitility.await("everything is at " + path)
                    .atMost(PATIENCE)
                    .pollInterval(Duration.ofMillis(200))
                    .until(() -> receiver.at(path).stream()
                                    .map(Receiver.Arrival::messageId)
                                    .distinct()
                                    .count()
                            == publications);
        }
    }

    private static void publish(SnsAsyncClient publisher, String topic, int publications) {
        AtomicInteger left = new AtomicInteger(publications);
        List<CompletableFuture<Void>> loops = new ArrayList<>();
        for (int i = 0; i < CONNECTIONS; i++) {
            loops.add(loop(publisher, topic, left));
        }
        CompletableFuture.allOf(loops.toArray(CompletableFuture[]::new))
                .orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS)
                .join();
        assertThat(left).hasNonPositiveValue();
    }

    private static CompletableFuture<Void> loop(SnsAsyncClient publisher, String topic, AtomicInteger left) {
        if (left.getAndDecrement() <= 0) {
            return CompletableFuture.completedFuture(null);
        }
        return publisher
                .publish(r -> r.topicArn(topic).message("x".repeat(256)))
                .thenComposeAsync(_ -> loop(publisher, topic, left));
    }
}

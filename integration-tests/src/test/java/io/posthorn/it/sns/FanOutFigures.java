package io.posthorn.it.sns;

import io.posthorn.it.Names;
import io.posthorn.it.endpoint.BlackBox;
import io.posthorn.it.endpoint.Clients;
import io.posthorn.it.endpoint.Endpoint;
import io.posthorn.it.endpoint.Installation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.sns.SnsAsyncClient;
import software.amazon.awssdk.services.sns.SnsClient;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

/**
 * Prints how long a publication takes from its publisher to a receiver that waits, how many are answered in a second over 64
 * connections, and how many deliveries to queues come of them in a second, with so many queues subscribed. Run by name only;
 * the SDK is the generator, so on a small machine it takes its share of it.
 */
@BlackBox
@Tag("alone")
class FanOutFigures {
    private static final int CONNECTIONS = 64;

    /** How many deliveries a burst leads to, and how many publications it has at most. */
    private static final int BURST_DELIVERIES = 50_000;

    private static final int BURST = 20_000;
    private static final int PACED = 300;

    /** How many publications a second are paced, and how many deliveries a second they lead to at most. */
    private static final int PACE = 50;

    private static final int PACED_DELIVERIES = 1_000;

    /** How many of the queues somebody waits at. */
    private static final int WATCHED = 4;

    private static final Duration PATIENCE = Duration.ofMinutes(3);

    @ParameterizedTest
    @ValueSource(ints = {1, 10, 100})
    void publishing(int subscribed, Installation installation) {
        Endpoint endpoint = installation.first();
        try (SnsClient sns = Clients.sns(endpoint);
                SqsClient sqs = Clients.sqs(endpoint);
                SnsAsyncClient publisher = Clients.snsOnce(endpoint, CONNECTIONS)) {
            String topic = sns.createTopic(r -> r.name(Names.unique("figures"))).topicArn();
            List<String> urls = new ArrayList<>();
            for (int i = 0; i < subscribed; i++) {
                urls.add(subscribe(sns, sqs, topic));
            }
            try {
                // The first are a product's that has just started: readers are not shared out yet, and code is cold.
                int pace = Math.min(PACE, PACED_DELIVERIES / subscribed);
                latencies(publisher, sqs, topic, urls, pace);
                List<Double> millis = latencies(publisher, sqs, topic, urls, pace);
                burst(publisher, sqs, topic, urls);
                Burst burst = burst(publisher, sqs, topic, urls);
                System.out.printf(
                        "FanOutFigures %d queues: publish to receive at %d/s p50 %.1f ms, p99 %.1f ms of %d;"
                                + " burst of %d: %.0f publications/s, %.0f deliveries/s%n",
                        subscribed,
                        pace,
                        at(millis, 0.5),
                        at(millis, 0.99),
                        millis.size(),
                        burst.publications(),
                        burst.publishedPerSecond(),
                        burst.deliveredPerSecond());
            } finally {
                sns.deleteTopic(r -> r.topicArn(topic));
                urls.forEach(url -> sqs.deleteQueue(r -> r.queueUrl(url)));
            }
        }
    }

    private static String subscribe(SnsClient sns, SqsClient sqs, String topic) {
        String url = sqs.createQueue(r -> r.queueName(Names.unique("figures"))).queueUrl();
        String arn = sqs.getQueueAttributes(r -> r.queueUrl(url).attributeNames(QueueAttributeName.QUEUE_ARN))
                .attributes()
                .get(QueueAttributeName.QUEUE_ARN);
        sns.subscribe(
                r -> r.topicArn(topic).protocol("sqs").endpoint(arn).attributes(Map.of("RawMessageDelivery", "true")));
        return url;
    }

    /** From before a publication to after it was received, in milliseconds, sorted; publications are paced. */
    private static List<Double> latencies(
            SnsAsyncClient publisher, SqsClient sqs, String topic, List<String> urls, int pace) {
        List<String> watched = urls.subList(0, Math.min(WATCHED, urls.size()));
        ConcurrentLinkedQueue<Double> millis = new ConcurrentLinkedQueue<>();
        AtomicInteger published = new AtomicInteger();
        ScheduledExecutorService threads = Executors.newScheduledThreadPool(
                watched.size() + 1,
                Thread.ofPlatform().name("figures-", 0).daemon().factory());
        try {
            watched.forEach(url -> {
                var _ = threads.scheduleWithFixedDelay(() -> receive(sqs, url, millis), 0, 1, TimeUnit.MILLISECONDS);
            });
            var _ = threads.scheduleAtFixedRate(
                    () -> {
                        if (published.getAndIncrement() < PACED) {
                            var _ = publisher.publish(r -> r.topicArn(topic).message(Long.toString(System.nanoTime())));
                        }
                    },
                    0,
                    TimeUnit.SECONDS.toMicros(1) / pace,
                    TimeUnit.MICROSECONDS);
            Awaitility.await("what was published is received")
                    .atMost(PATIENCE)
                    .until(() -> millis.size() == PACED * watched.size());
        } finally {
            threads.shutdownNow();
        }
        return millis.stream().sorted().toList();
    }

    private static void receive(SqsClient sqs, String url, ConcurrentLinkedQueue<Double> millis) {
        for (Message message : sqs.receiveMessage(
                        r -> r.queueUrl(url).maxNumberOfMessages(10).waitTimeSeconds(2))
                .messages()) {
            millis.add((System.nanoTime() - Long.parseLong(message.body())) / 1e6);
            sqs.deleteMessage(r -> r.queueUrl(url).receiptHandle(message.receiptHandle()));
        }
    }

    private static double at(List<Double> sorted, double share) {
        return sorted.get((int) Math.min(sorted.size() - 1, Math.floor(sorted.size() * share)));
    }

    /**
     * What a burst came to.
     *
     * @param publishedPerSecond while publications were answered
     * @param deliveredPerSecond from the first publication until the last delivery was in its queue
     */
    private record Burst(int publications, double publishedPerSecond, double deliveredPerSecond) {}

    /** Each connection publishes one after the other; the burst is over when every queue has all of it. */
    private static Burst burst(SnsAsyncClient publisher, SqsClient sqs, String topic, List<String> urls) {
        int publications = Math.min(BURST, BURST_DELIVERIES / urls.size());
        String body = "x".repeat(256);
        AtomicInteger left = new AtomicInteger(publications);
        Map<String, Integer> before = urls.stream().collect(Collectors.toMap(url -> url, url -> waiting(sqs, url)));
        long begun = System.nanoTime();
        List<CompletableFuture<Void>> loops = new ArrayList<>();
        for (int i = 0; i < CONNECTIONS; i++) {
            loops.add(loop(publisher, topic, body, left));
        }
        CompletableFuture.allOf(loops.toArray(CompletableFuture[]::new))
                .orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS)
                .join();
        double publishing = (System.nanoTime() - begun) / 1e9;
        before.forEach((url, had) -> {
            Awaitility.await("all of the burst is in every queue")
                    .pollInterval(Duration.ofMillis(100))
                    .atMost(PATIENCE)
                    .until(() -> waiting(sqs, url) == had + publications);
        });
        double delivering = (System.nanoTime() - begun) / 1e9;
        return new Burst(publications, publications / publishing, publications / delivering * urls.size());
    }

    private static int waiting(SqsClient sqs, String url) {
        return Integer.parseInt(sqs.getQueueAttributes(
                        r -> r.queueUrl(url).attributeNames(QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES))
                .attributes()
                .get(QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES));
    }

    private static CompletableFuture<Void> loop(
            SnsAsyncClient publisher, String topic, String body, AtomicInteger left) {
        if (left.getAndDecrement() <= 0) {
            return CompletableFuture.completedFuture(null);
        }
        return publisher
                .publish(r -> r.topicArn(topic).message(body))
                .thenComposeAsync(_ -> loop(publisher, topic, body, left));
    }
}

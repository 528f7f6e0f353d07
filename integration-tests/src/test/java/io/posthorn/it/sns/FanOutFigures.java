package io.posthorn.it.sns;

import static org.assertj.core.api.Assertions.assertThat;

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
import org.awaitility.Awaitility;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.sns.SnsAsyncClient;
import software.amazon.awssdk.services.sns.SnsClient;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

/**
 * Prints how many publications a second are answered over 64 connections, and how long one takes from its publisher to a
 * receiver that waits, with so many queues subscribed. Run by name only; the SDK is the generator, so on a small machine it
 * takes its share of it.
 */
@BlackBox
class FanOutFigures {
    private static final int CONNECTIONS = 64;
    private static final Duration RATE_TIME = Duration.ofSeconds(10);
    private static final int PACED = 300;
    private static final Duration PACE = Duration.ofMillis(20);

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
                latencies(publisher, sqs, topic, urls);
                List<Double> millis = latencies(publisher, sqs, topic, urls);
                rate(publisher, topic);
                double rate = rate(publisher, topic);
                System.out.printf(
                        "FanOutFigures %d queues: %.0f publications/s; publish to receive p50 %.1f ms, p99 %.1f ms of %d%n",
                        subscribed, rate, at(millis, 0.5), at(millis, 0.99), millis.size());
                assertThat(rate).isPositive();
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
    private static List<Double> latencies(SnsAsyncClient publisher, SqsClient sqs, String topic, List<String> urls) {
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
                    PACE.toMillis(),
                    TimeUnit.MILLISECONDS);
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
        }
    }

    private static double at(List<Double> sorted, double share) {
        return sorted.get((int) Math.min(sorted.size() - 1, Math.floor(sorted.size() * share)));
    }

    /** Publications that were answered in a second, each connection publishing one after the other. */
    private static double rate(SnsAsyncClient publisher, String topic) {
        String body = "x".repeat(256);
        AtomicInteger answered = new AtomicInteger();
        long until = System.nanoTime() + RATE_TIME.toNanos();
        List<CompletableFuture<Void>> loops = new ArrayList<>();
        for (int i = 0; i < CONNECTIONS; i++) {
            loops.add(loop(publisher, topic, body, answered, until));
        }
        CompletableFuture.allOf(loops.toArray(CompletableFuture[]::new))
                .orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS)
                .join();
        return answered.get() / (double) RATE_TIME.toSeconds();
    }

    private static CompletableFuture<Void> loop(
            SnsAsyncClient publisher, String topic, String body, AtomicInteger answered, long until) {
        if (System.nanoTime() - until >= 0) {
            return CompletableFuture.completedFuture(null);
        }
        return publisher.publish(r -> r.topicArn(topic).message(body)).thenComposeAsync(_ -> {
            answered.incrementAndGet();
            return loop(publisher, topic, body, answered, until);
        });
    }
}

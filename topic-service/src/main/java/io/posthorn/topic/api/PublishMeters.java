package io.posthorn.topic.api;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.posthorn.platform.metric.Metric;
import io.posthorn.platform.metric.MetricNames;
import io.posthorn.topic.topic.TopicKey;
import io.posthorn.topic.topic.TopicLabels;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** What was published, by topic as far as labels reach. Safe for use by many threads. */
public final class PublishMeters {
    /** Messages accepted. */
    public static final Metric PUBLISHED =
            Metric.of("published_messages_total", "Messages accepted by Publish and PublishBatch", MetricNames.TOPIC);

    /** Their sizes. */
    public static final Metric SIZE =
            Metric.of("published_bytes", "Sizes of accepted messages with their attributes", MetricNames.TOPIC);

    /** Messages that could not be made durable. */
    public static final Metric FAILED = Metric.of(
            "publish_failures_total", "Messages that Kafka did not take in time, by cause", MetricNames.CAUSE);

    private static final String SERVICE = "topic";

    private record Meters(Counter published, DistributionSummary size) {}

    private final MeterRegistry registry;
    private final TopicLabels topics;
    private final Map<String, Meters> byTopic = new ConcurrentHashMap<>();

    /** @param topics the topics with figures of their own, shared with the service's other meters */
    public PublishMeters(MeterRegistry registry, TopicLabels topics) {
        this.registry = registry;
        this.topics = topics;
        topics.onForget(this::forget);
    }

    void published(TopicKey topic, int bytes) {
        Meters meters = byTopic.computeIfAbsent(topics.of(topic), this::register);
        meters.published().increment();
        meters.size().record(bytes);
    }

    void failed(Throwable cause) {
        Counter.builder(FAILED.in(SERVICE))
                .description(FAILED.description())
                .tag(MetricNames.CAUSE, cause.getClass().getSimpleName())
                .register(registry)
                .increment();
    }

    private void forget(String label) {
        Meters gone = byTopic.remove(label);
        if (gone != null) {
            registry.remove(gone.published());
            registry.remove(gone.size());
        }
    }

    private Meters register(String topic) {
        return new Meters(
                Counter.builder(PUBLISHED.in(SERVICE))
                        .description(PUBLISHED.description())
                        .tag(MetricNames.TOPIC, topic)
                        .register(registry),
                DistributionSummary.builder(SIZE.in(SERVICE))
                        .description(SIZE.description())
                        .baseUnit("bytes")
                        .tag(MetricNames.TOPIC, topic)
                        .register(registry));
    }
}

package io.posthorn.topic.webhook;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.posthorn.platform.metric.Metric;
import io.posthorn.platform.metric.MetricNames;
import io.posthorn.topic.topic.TopicKey;
import io.posthorn.topic.topic.TopicLabels;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** What became of deliveries by HTTP, by topic as far as labels reach. Safe for use by many threads. */
public final class WebhookMeters {
    /** Notifications that need no more attempts. */
    public static final Metric NOTIFICATIONS = Metric.of(
            "http_notifications_total",
            "Notifications by HTTP by how they ended: delivered, failed; of those that failed also redriven_to_dlq and"
                    + " failed_to_redrive_to_dlq where the subscription has a dead-letter queue",
            MetricNames.TOPIC,
            MetricNames.OUTCOME);

    /** Confirmations that need no more attempts. */
    public static final Metric CONFIRMATIONS = Metric.of(
            "http_confirmations_total",
            "Confirmations of subscribing and unsubscribing by HTTP by how they ended: delivered, failed",
            MetricNames.OUTCOME);

    private static final String SERVICE = "topic";

    /** What became of a notification. */
    enum Ending {
        DELIVERED("delivered"),
        FAILED("failed"),
        REDRIVEN("redriven_to_dlq"),
        NOT_REDRIVEN("failed_to_redrive_to_dlq");

        private final String label;

        Ending(String label) {
            this.label = label;
        }
    }

    private final MeterRegistry registry;
    private final TopicLabels topics;
    private final Map<String, Counter> counters = new ConcurrentHashMap<>();

    /** @param topics the topics with figures of their own, shared with the service's other meters */
    public WebhookMeters(MeterRegistry registry, TopicLabels topics) {
        this.registry = registry;
        this.topics = topics;
        topics.onForget(this::forget);
    }

    private void forget(String label) {
        for (Ending ending : Ending.values()) {
            Counter gone = counters.remove(label + " " + ending.label);
            if (gone != null) {
                registry.remove(gone);
            }
        }
    }

    void notification(TopicKey topic, Ending ending) {
        String value = topics.of(topic);
        counters.computeIfAbsent(
                        value + " " + ending.label,
                        _ -> Counter.builder(NOTIFICATIONS.in(SERVICE))
                                .description(NOTIFICATIONS.description())
                                .tag(MetricNames.TOPIC, value)
                                .tag(MetricNames.OUTCOME, ending.label)
                                .register(registry))
                .increment();
    }

    void confirmation(boolean delivered) {
        String outcome = delivered ? Ending.DELIVERED.label : Ending.FAILED.label;
        counters.computeIfAbsent(
                        outcome,
                        _ -> Counter.builder(CONFIRMATIONS.in(SERVICE))
                                .description(CONFIRMATIONS.description())
                                .tag(MetricNames.OUTCOME, outcome)
                                .register(registry))
                .increment();
    }
}

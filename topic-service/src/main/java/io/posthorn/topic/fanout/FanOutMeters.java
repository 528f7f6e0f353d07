package io.posthorn.topic.fanout;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.posthorn.platform.metric.CappedTags;
import io.posthorn.platform.metric.Metric;
import io.posthorn.platform.metric.MetricNames;
import io.posthorn.topic.filter.FilteredOut;
import io.posthorn.topic.topic.TopicLabels;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** What the fan-out did, by topic as far as labels reach. Safe for use by many threads. */
public final class FanOutMeters {
    /** What became of a publication at one subscriber. */
    public static final Metric NOTIFICATIONS = Metric.of(
            "notifications_total",
            "Publications by what became of them at a subscriber: sent, filtered_… with the reason, undeliverable, replaying,"
                    + " before_subscription; once, not by subscriber: repeated, no_topic",
            MetricNames.TOPIC,
            MetricNames.OUTCOME);

    private static final String SERVICE = "topic";

    private final MeterRegistry registry;
    private final TopicLabels topics;
    private final Map<String, Counter> counters = new ConcurrentHashMap<>();

    /** @param topics the topics with figures of their own, shared with the service's other meters */
    public FanOutMeters(MeterRegistry registry, TopicLabels topics) {
        this.registry = registry;
        this.topics = topics;
        topics.onForget(this::forget);
    }

    void notified(TopicView topic, boolean delivered) {
        count(topic, delivered ? "sent" : "undeliverable");
    }

    void filteredOut(TopicView topic, FilteredOut reason) {
        count(topic, "filtered_" + reason.name().toLowerCase(Locale.ROOT));
    }

    /** A subscriber gets nothing now: it is replaying or paused, or was not there yet. */
    void passed(TopicView topic, boolean replaying) {
        count(topic, replaying ? "replaying" : "before_subscription");
    }

    /** The topic is gone, and there is no other of its name. */
    void withoutTopic() {
        count(CappedTags.OTHER, "no_topic");
    }

    void repeated(TopicView topic) {
        count(topic, "repeated");
    }

    private void count(TopicView topic, String outcome) {
        count(topics.of(topic.key()), outcome);
    }

    private void forget(String label) {
        counters.entrySet().removeIf(entry -> {
            boolean of = label.equals(entry.getValue().getId().getTag(MetricNames.TOPIC));
            if (of) {
                registry.remove(entry.getValue());
            }
            return of;
        });
    }

    private void count(String value, String outcome) {
        counters.computeIfAbsent(
                        value + " " + outcome,
                        _ -> Counter.builder(NOTIFICATIONS.in(SERVICE))
                                .description(NOTIFICATIONS.description())
                                .tag(MetricNames.TOPIC, value)
                                .tag(MetricNames.OUTCOME, outcome)
                                .register(registry))
                .increment();
    }
}

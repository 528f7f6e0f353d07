package io.posthorn.queue.engine;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.posthorn.platform.metric.CappedTags;
import io.posthorn.platform.metric.Metric;
import io.posthorn.platform.metric.MetricNames;
import io.posthorn.queue.queue.QueueKey;
import io.posthorn.queue.state.Counts;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * The figures of queues, by queue for the first ones and together for the rest: summing over the label gives the total.
 * Counters count as things happen; what is in the queues is sampled.
 */
final class QueueMeters {
    private static final String SERVICE = "queue";
    private static final String STATE = "state";

    private static final Metric MESSAGES = Metric.of(
            "messages",
            "Messages in queues that are in memory, by state: visible, in_flight, delayed",
            MetricNames.QUEUE,
            STATE);
    private static final Metric OLDEST_AGE = Metric.of(
            "oldest_message_age_seconds",
            "Age of the oldest message; on standard queues of those received less than three times",
            MetricNames.QUEUE);
    private static final Metric QUIET_MESSAGES = Metric.of(
            "messages_in_quiet_groups",
            "Messages that are not of a noisy group of a fair queue, by state: visible, in_flight, delayed",
            MetricNames.QUEUE,
            STATE);
    private static final Metric QUIET_OLDEST_AGE = Metric.of(
            "oldest_message_age_in_quiet_groups_seconds",
            "Age of the oldest message that is not of a noisy group of a fair queue",
            MetricNames.QUEUE);
    private static final Metric GROUPS_IN_FLIGHT =
            Metric.of("groups_in_flight", "Message groups of FIFO queues with messages in flight", MetricNames.QUEUE);
    private static final Metric NOISY_GROUPS =
            Metric.of("noisy_groups", "Message groups that a fair queue holds back", MetricNames.QUEUE);
    private static final Metric WAITING_RECEIVES =
            Metric.of("waiting_receives", "Long polls that wait for a message", MetricNames.QUEUE);
    private static final Metric SENT =
            Metric.of("messages_sent_total", "Messages accepted by sends", MetricNames.QUEUE);
    private static final Metric SENT_BYTES =
            Metric.of("sent_message_bytes", "Sizes of accepted messages, attributes included", MetricNames.QUEUE);
    private static final Metric DEDUPLICATED = Metric.of(
            "messages_deduplicated_total", "Messages sent again within the deduplication window", MetricNames.QUEUE);
    private static final Metric RECEIVED =
            Metric.of("messages_received_total", "Messages handed out by receives", MetricNames.QUEUE);
    private static final Metric EMPTY_RECEIVES =
            Metric.of("empty_receives_total", "Receives that got no message", MetricNames.QUEUE);
    private static final Metric DELETED = Metric.of("messages_deleted_total", "Messages deleted", MetricNames.QUEUE);

    /** The figures of one label value. */
    static final class Series {
        final Counter sent;
        final DistributionSummary sentBytes;
        final Counter deduplicated;
        final Counter received;
        final Counter emptyReceives;
        final Counter deleted;
        private volatile Sample sample = Sample.NONE;

        private Series(String queue, MeterRegistry registry) {
            sent = counter(SENT, queue, registry);
            deduplicated = counter(DEDUPLICATED, queue, registry);
            received = counter(RECEIVED, queue, registry);
            emptyReceives = counter(EMPTY_RECEIVES, queue, registry);
            deleted = counter(DELETED, queue, registry);
            sentBytes = DistributionSummary.builder(SENT_BYTES.in(SERVICE))
                    .description(SENT_BYTES.description())
                    .tag(MetricNames.QUEUE, queue)
                    .register(registry);
            messages(MESSAGES, queue, registry, series -> series.sample.all);
            messages(QUIET_MESSAGES, queue, registry, series -> series.sample.quiet);
            gauge(OLDEST_AGE, queue, registry, series -> series.sample.all.oldestAgeSeconds);
            gauge(QUIET_OLDEST_AGE, queue, registry, series -> series.sample.quiet.oldestAgeSeconds);
            gauge(GROUPS_IN_FLIGHT, queue, registry, series -> series.sample.groupsInFlight);
            gauge(NOISY_GROUPS, queue, registry, series -> series.sample.noisyGroups);
            gauge(WAITING_RECEIVES, queue, registry, series -> series.sample.waiting);
        }

        private static Counter counter(Metric metric, String queue, MeterRegistry registry) {
            return Counter.builder(metric.in(SERVICE))
                    .description(metric.description())
                    .tag(MetricNames.QUEUE, queue)
                    .register(registry);
        }

        private void messages(
                Metric metric, String queue, MeterRegistry registry, Function<Series, Messages> messages) {
            messages(metric, "visible", queue, registry, series -> messages.apply(series).visible);
            messages(metric, "in_flight", queue, registry, series -> messages.apply(series).inFlight);
            messages(metric, "delayed", queue, registry, series -> messages.apply(series).delayed);
        }

        private void messages(
                Metric metric, String state, String queue, MeterRegistry registry, ToDoubleFunction<Series> figure) {
            Gauge.builder(metric.in(SERVICE), this, figure)
                    .description(metric.description())
                    .tags(List.of(Tag.of(MetricNames.QUEUE, queue), Tag.of(STATE, state)))
                    .register(registry);
        }

        private void gauge(Metric metric, String queue, MeterRegistry registry, ToDoubleFunction<Series> figure) {
            Gauge.builder(metric.in(SERVICE), this, figure)
                    .description(metric.description())
                    .tag(MetricNames.QUEUE, queue)
                    .register(registry);
        }
    }

    /** Messages of several queues at one moment. */
    private record Messages(long visible, long inFlight, long delayed, double oldestAgeSeconds) {
        static final Messages NONE = new Messages(0, 0, 0, 0);

        Messages plus(long moreVisible, long moreInFlight, long moreDelayed, @Nullable Instant oldest, Instant now) {
            double age = oldest == null ? 0 : Duration.between(oldest, now).toMillis() / 1000.0;
            return new Messages(
                    visible + moreVisible,
                    inFlight + moreInFlight,
                    delayed + moreDelayed,
                    Math.max(oldestAgeSeconds, age));
        }
    }

    /** The sum of several queues at one moment. */
    private record Sample(Messages all, Messages quiet, long groupsInFlight, long noisyGroups, long waiting) {
        static final Sample NONE = new Sample(Messages.NONE, Messages.NONE, 0, 0, 0);

        Sample plus(Counts counts, Instant now) {
            Counts.Quiet inQuietGroups = counts.quiet();
            return new Sample(
                    all.plus(counts.visible(), counts.inFlight(), counts.delayed(), counts.oldestSentAt(), now),
                    quiet.plus(
                            inQuietGroups.visible(),
                            inQuietGroups.inFlight(),
                            inQuietGroups.delayed(),
                            inQuietGroups.oldestSentAt(),
                            now),
                    groupsInFlight + counts.groupsInFlight(),
                    noisyGroups + counts.noisyGroups(),
                    waiting + counts.waiters());
        }
    }

    private final MeterRegistry registry;
    private final CappedTags tags;
    private final Map<String, Series> series = new ConcurrentHashMap<>();

    /** @param ownSeries how many queues have figures of their own */
    QueueMeters(MeterRegistry registry, int ownSeries) {
        this.registry = registry;
        this.tags = new CappedTags(ownSeries);
    }

    /** Where the figures of {@code key} go. */
    Series of(QueueKey key) {
        return series.computeIfAbsent(label(key), queue -> new Series(queue, registry));
    }

    /** Shows what is in {@code queues} now, and nothing of queues that are not among them. */
    void show(Map<QueueKey, Counts> queues, Instant now) {
        Map<String, Sample> samples = new HashMap<>();
        queues.forEach((key, counts) ->
                samples.merge(label(key), Sample.NONE.plus(counts, now), (sum, _) -> sum.plus(counts, now)));
        series.forEach((label, each) -> each.sample = samples.getOrDefault(label, Sample.NONE));
    }

    private String label(QueueKey key) {
        return tags.valueOf(key.account() + "/" + key.region() + "/" + key.name());
    }
}

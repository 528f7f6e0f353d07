package io.posthorn.queue.engine;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.posthorn.platform.event.QueueDelivery;
import io.posthorn.platform.metric.CappedTags;
import io.posthorn.platform.metric.Metric;
import io.posthorn.platform.metric.MetricNames;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What became of publications at their queues, by topic or rule for the first ones and together for the rest: summing over
 * the label gives the total. Safe for use by many threads.
 */
final class PublicationMeters {
    private static final String SERVICE = "queue";

    /** Services that publish; there are two. */
    private static final int SERVICES = 8;

    private static final Metric PUBLICATIONS = Metric.of(
            "publications_total",
            "Publications that reached their queue, by outcome; one that is refused counts again as what became of it",
            MetricNames.SOURCE_SERVICE,
            MetricNames.SOURCE,
            MetricNames.OUTCOME);
    private static final Metric SECONDS = Metric.of(
            "publication_seconds",
            "Time from a publication's acceptance until it was durable in a queue",
            MetricNames.SOURCE_SERVICE);

    private static final Duration[] BUCKETS = {
        Duration.ofMillis(5),
        Duration.ofMillis(10),
        Duration.ofMillis(25),
        Duration.ofMillis(50),
        Duration.ofMillis(100),
        Duration.ofMillis(250),
        Duration.ofSeconds(1),
        Duration.ofSeconds(10),
        Duration.ofMinutes(1)
    };

    /** What became of a publication. */
    enum Outcome {
        /** It stands in the queue. */
        STORED,
        /** The queue's deduplication swallowed it. */
        DUPLICATE,
        /** There is no such queue. */
        REFUSED_NO_QUEUE,
        /** The queue's policy does not let the service send. */
        REFUSED_POLICY,
        /** It is longer than the queue allows. */
        REFUSED_SIZE,
        /** The queue's type does not take it, or it has too many attributes. */
        REFUSED_CONTENT,
        /** Refused, it left for its dead-letter queue. */
        DEAD_LETTERED,
        /** Refused, it had nowhere to go. */
        DROPPED;

        static Outcome of(Reception.Refusal why) {
            return switch (why) {
                case NO_QUEUE -> REFUSED_NO_QUEUE;
                case POLICY -> REFUSED_POLICY;
                case SIZE -> REFUSED_SIZE;
                case CONTENT -> REFUSED_CONTENT;
            };
        }
    }

    private record Series(String service, String source, Outcome outcome) {}

    private final MeterRegistry registry;
    private final CappedTags services = new CappedTags(SERVICES);
    private final CappedTags sources;
    private final Map<Series, Counter> counters = new ConcurrentHashMap<>();
    private final Map<String, Timer> timers = new ConcurrentHashMap<>();

    /** @param ownSeries how many topics and rules have figures of their own */
    PublicationMeters(MeterRegistry registry, int ownSeries) {
        this.registry = registry;
        this.sources = new CappedTags(ownSeries);
    }

    /** {@code outcome} is what became of {@code publication}. */
    void count(QueueDelivery.Publication publication, Outcome outcome) {
        Series series = new Series(
                services.valueOf(publication.service()),
                sources.valueOf(publication.sourceArn().toString()),
                outcome);
        counters.computeIfAbsent(series, this::counter).increment();
    }

    /** {@code publication} is durable in its queue since {@code now}. */
    void durable(QueueDelivery.Publication publication, Instant now) {
        Duration took = Duration.between(publication.publishedAt(), now);
        timers.computeIfAbsent(services.valueOf(publication.service()), this::timer)
                // Clocks of two machines: what seems to come from the future came at once.
                .record(took.isNegative() ? Duration.ZERO : took);
    }

    private Counter counter(Series series) {
        return Counter.builder(PUBLICATIONS.in(SERVICE))
                .description(PUBLICATIONS.description())
                .tag(MetricNames.SOURCE_SERVICE, series.service())
                .tag(MetricNames.SOURCE, series.source())
                .tag(MetricNames.OUTCOME, series.outcome().name().toLowerCase(Locale.ROOT))
                .register(registry);
    }

    private Timer timer(String service) {
        return Timer.builder(SECONDS.in(SERVICE))
                .description(SECONDS.description())
                .tag(MetricNames.SOURCE_SERVICE, service)
                .serviceLevelObjectives(BUCKETS)
                .register(registry);
    }
}

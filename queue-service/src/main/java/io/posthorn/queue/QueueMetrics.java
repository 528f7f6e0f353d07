package io.posthorn.queue;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.posthorn.platform.metric.Metric;
import io.posthorn.platform.metric.MetricNames;
import io.posthorn.queue.journal.JournalLostException;
import io.posthorn.queue.journal.JournalMeters;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/** The queue service's own metrics. */
final class QueueMetrics implements JournalMeters {
    private static final String SERVICE = "queue";

    private static final Metric BATCH =
            Metric.of("journal_batch_entries", "Entries written by one journal transaction");
    private static final Metric COMMIT =
            Metric.of("journal_commit_seconds", "Time from sending a journal transaction to its commit");
    private static final Metric RETRIES =
            Metric.of("journal_retries_total", "Journal transactions that failed and were repeated");
    private static final Metric WAITING =
            Metric.of("journal_waiting_bytes", "Bytes of messages that wait to be committed");
    private static final Metric LOST =
            Metric.of("journal_lost_entries_total", "Journal entries given up because of cause", MetricNames.CAUSE);

    private final DistributionSummary batches;
    private final Timer commits;
    private final Counter retries;
    private final AtomicLong waiting = new AtomicLong();
    private final Map<JournalLostException.Reason, Counter> lost = new EnumMap<>(JournalLostException.Reason.class);

    QueueMetrics(MeterRegistry registry) {
        batches = DistributionSummary.builder(BATCH.in(SERVICE))
                .description(BATCH.description())
                .serviceLevelObjectives(1, 3, 10, 30, 100, 300, 1000)
                .register(registry);
        commits = Timer.builder(COMMIT.in(SERVICE))
                .description(COMMIT.description())
                .serviceLevelObjectives(
                        Duration.ofMillis(1),
                        Duration.ofMillis(2),
                        Duration.ofMillis(5),
                        Duration.ofMillis(10),
                        Duration.ofMillis(50),
                        Duration.ofMillis(250),
                        Duration.ofSeconds(1))
                .register(registry);
        retries = Counter.builder(RETRIES.in(SERVICE))
                .description(RETRIES.description())
                .register(registry);
        Gauge.builder(WAITING.in(SERVICE), waiting, AtomicLong::doubleValue)
                .description(WAITING.description())
                .register(registry);
        for (JournalLostException.Reason reason : JournalLostException.Reason.values()) {
            lost.put(
                    reason,
                    Counter.builder(LOST.in(SERVICE))
                            .description(LOST.description())
                            .tag(MetricNames.CAUSE, reason.name().toLowerCase(Locale.ROOT))
                            .register(registry));
        }
    }

    @Override
    public void committed(int entries, Duration took) {
        batches.record(entries);
        commits.record(took);
    }

    @Override
    public void retried() {
        retries.increment();
    }

    @Override
    public void waits(long more) {
        waiting.addAndGet(more);
    }

    @Override
    public void lost(JournalLostException.Reason reason, int entries) {
        Counter counter = lost.get(reason);
        if (counter != null) {
            counter.increment(entries);
        }
    }
}

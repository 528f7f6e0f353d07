package io.posthorn.platform.outbox;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.posthorn.platform.metric.Metric;
import io.posthorn.platform.metric.MetricNames;
import io.posthorn.platform.outbox.OutboxTable.Waiting;
import io.vertx.mutiny.sqlclient.Pool;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.ToDoubleFunction;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Sends what stands in an outbox to Kafka, oldest first, and deletes it once Kafka has it. Every replica runs one; a
 * transaction-scoped advisory lock lets one of them work at a time, so that records leave in order.
 *
 * <p>At least once: a row is deleted only after its acknowledgement, in the transaction that read it, so whatever dies in
 * between, the row is there and is sent again. After a failure records may be sent a second time, in order, behind later
 * ones of the first time: readers keep the highest version or know a record by its id.
 *
 * <p>Works on a thread of its own, for the Kafka producer waits where it likes. A record that Kafka refuses stops those
 * behind it until the cause is gone; {@link MetricNames#OUTBOX_OLDEST_AGE} shows it.
 */
public final class OutboxRelay implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(OutboxRelay.class);

    private static final Duration MEASURE_EVERY = Duration.ofSeconds(5);
    private static final Duration FIRST_BACKOFF = Duration.ofMillis(100);
    private static final Duration STOP_WITHIN = Duration.ofSeconds(10);

    /** Kafka's own timeout decides; this one is for a producer that was closed under us. */
    private static final Duration SEND_WITHIN = Duration.ofMillis(2L * OutboxProducer.DELIVERY_TIMEOUT_MS);

    private final String schema;
    private final OutboxTable table;
    private final Producer<String, byte[]> producer;
    private final OutboxSettings settings;
    private final Semaphore nudges = new Semaphore(0);
    private final Counter relayed;
    private final Counter failures;
    private final Thread thread;

    private volatile boolean stopping;
    private volatile OutboxTable.Measure measure = new OutboxTable.Measure(0, 0);
    private long measuredAt;

    private OutboxRelay(
            String service,
            Outbox outbox,
            Pool pool,
            Producer<String, byte[]> producer,
            OutboxSettings settings,
            MeterRegistry meters) {
        this.schema = outbox.schema();
        this.table = new OutboxTable(pool, schema, settings);
        this.producer = producer;
        this.settings = settings;
        this.relayed = counter(service, MetricNames.OUTBOX_RELAYED, meters);
        this.failures = counter(service, MetricNames.OUTBOX_FAILURES, meters);
        gauge(service, MetricNames.OUTBOX_DEPTH, meters, relay -> relay.measure.depth());
        gauge(service, MetricNames.OUTBOX_OLDEST_AGE, meters, relay -> relay.measure.oldestAgeSeconds());
        this.measuredAt = System.nanoTime() - MEASURE_EVERY.toNanos();
        this.thread = Thread.ofVirtual().name("posthorn-outbox-" + schema).unstarted(this::run);
    }

    /**
     * Starts relaying.
     *
     * @param service the service's name in metrics
     * @param outbox what to relay
     * @param pool where it stands; one connection is used while a round lasts
     * @param producer one of {@link OutboxProducer#connect}; stays the caller's to close, after this
     * @param settings how
     * @param meters where depth, age and counts are shown
     */
    public static OutboxRelay start(
            String service,
            Outbox outbox,
            Pool pool,
            Producer<String, byte[]> producer,
            OutboxSettings settings,
            MeterRegistry meters) {
        OutboxRelay relay = new OutboxRelay(service, outbox, pool, producer, settings, meters);
        relay.thread.start();
        return relay;
    }

    /** Says that something was committed: the relay looks now. Cheap, and safe from any thread. */
    public void nudge() {
        if (nudges.availablePermits() == 0) {
            nudges.release();
        }
    }

    /** Ends the round at work and stops; what is left is sent by another replica or after the next start. */
    @Override
    public void close() {
        stopping = true;
        nudges.release();
        try {
            if (!thread.join(STOP_WITHIN)) {
                thread.interrupt();
            }
        } catch (InterruptedException _) {
            thread.interrupt();
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        Duration backoff = FIRST_BACKOFF;
        while (!stopping) {
            try {
                boolean more = round();
                backoff = FIRST_BACKOFF;
                measureNowAndThen();
                if (!more) {
                    rest(settings.poll());
                }
            } catch (InterruptedException _) {
                return;
            } catch (ExecutionException | TimeoutException | RuntimeException e) {
                failures.increment();
                LOG.warnf(
                        "an outbox could not be relayed and is tried again schema=%s errorCode=%s",
                        schema, e.getClass().getSimpleName());
                LOG.debug("the failure", e);
                backoff = pause(backoff);
            }
        }
    }

    /** Relays one batch; whether there is probably more. */
    private boolean round() throws ExecutionException, TimeoutException, InterruptedException {
        try (OutboxTable.Round round = table.begin()) {
            if (!round.lock()) {
                return false;
            }
            List<Waiting> batch = round.oldest();
            if (batch.isEmpty()) {
                return false;
            }
            Sent sent = send(batch);
            if (!sent.acknowledged().isEmpty()) {
                round.delete(sent.acknowledged());
                round.commit();
                relayed.increment(sent.acknowledged().size());
            }
            if (sent.failure() != null) {
                throw sent.failure();
            }
            return true;
        }
    }

    /** The batch up to the first record that Kafka did not take, and why it did not. */
    private record Sent(
            List<Waiting> acknowledged, @Nullable ExecutionException failure) {}

    private Sent send(List<Waiting> batch) throws TimeoutException, InterruptedException {
        List<Future<RecordMetadata>> answers = new ArrayList<>(batch.size());
        for (Waiting each : batch) {
            answers.add(producer.send(each.message()));
        }
        long deadline = System.nanoTime() + SEND_WITHIN.toNanos();
        for (int i = 0; i < batch.size(); i++) {
            try {
                answers.get(i).get(Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
            } catch (ExecutionException e) {
                return new Sent(batch.subList(0, i), e);
            }
        }
        return new Sent(batch, null);
    }

    private void measureNowAndThen() throws ExecutionException, TimeoutException, InterruptedException {
        if (System.nanoTime() - measuredAt >= MEASURE_EVERY.toNanos()) {
            measure = table.measure();
            measuredAt = System.nanoTime();
        }
    }

    private void rest(Duration time) throws InterruptedException {
        if (nudges.tryAcquire(time.toNanos(), TimeUnit.NANOSECONDS)) {
            nudges.drainPermits();
        }
    }

    private Duration pause(Duration backoff) {
        try {
            rest(backoff);
        } catch (InterruptedException _) {
            stopping = true;
        }
        Duration doubled = backoff.multipliedBy(2);
        return doubled.compareTo(settings.maxBackoff()) > 0 ? settings.maxBackoff() : doubled;
    }

    private static Counter counter(String service, Metric metric, MeterRegistry meters) {
        return Counter.builder(metric.in(service))
                .description(metric.description())
                .register(meters);
    }

    private void gauge(String service, Metric metric, MeterRegistry meters, ToDoubleFunction<OutboxRelay> value) {
        Gauge.builder(metric.in(service), this, value)
                .description(metric.description())
                .register(meters);
    }
}

package io.posthorn.queue.engine;

import io.posthorn.platform.event.DeadRecord;
import io.posthorn.platform.event.Topics;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.jboss.logging.Logger;

/**
 * Reads {@code queue.deliveries} for the shards that this replica serves, on a thread of its own. A shard's partition is
 * read from the offset on record, on and on: what is read while a portion is being stored gathers to the next. Only a
 * partition whose store does not keep up pauses, so a slow store holds up its own shard and fills no memory.
 */
final class DeliveryReader implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(DeliveryReader.class);
    private static final Duration POLL = Duration.ofMillis(200);
    private static final Duration AGAIN = Duration.ofSeconds(1);
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    /** How many bytes of deliveries are held for all shards together before nothing more is read. */
    private static final long MOST_BYTES = 32L * 1024 * 1024;

    private final Consumer<String, byte[]> consumer;
    private final Producer<String, byte[]> deadRecords;
    private final QueueEngine engine;
    private final ArrivalStore store;
    private final Map<TopicPartition, Inflow> inflows = new HashMap<>();
    private final Map<TopicPartition, Long> retryAt = new HashMap<>();
    private final Thread thread;
    private volatile boolean stopping;
    private DeliveryDecoder decoder;
    private Arrivals arrivals;

    /** @param consumer without a group, committing nothing: offsets are on record with what was read */
    @SuppressWarnings("NullAway.Init") // decoder and arrivals are set by start, before the thread runs
    DeliveryReader(
            Consumer<String, byte[]> consumer,
            Producer<String, byte[]> deadRecords,
            QueueEngine engine,
            ArrivalStore store) {
        this.consumer = consumer;
        this.deadRecords = deadRecords;
        this.engine = engine;
        this.store = store;
        this.thread =
                Thread.ofPlatform().name("posthorn-queue-deliveries").daemon().unstarted(this::run);
    }

    void start(DeliveryDecoder reading, Arrivals into) {
        decoder = reading;
        arrivals = into;
        thread.start();
    }

    /** Puts an unreadable record aside; completes when Kafka has it. */
    Future<Void> putAside(DeadRecord record) {
        Promise<Void> done = Promise.promise();
        String place = record.topic() + "-" + record.partition() + "@" + record.offset();
        var _ = deadRecords.send(
                new ProducerRecord<>(Topics.QUEUE_DELIVERIES.dead().name(), place, DeadRecord.CODEC.encode(record)),
                (_, failure) -> {
                    if (failure == null) {
                        done.complete();
                    } else {
                        done.fail(failure);
                    }
                });
        return done.future();
    }

    @Override
    public void close() {
        stopping = true;
        consumer.wakeup();
        try {
            thread.join(PATIENCE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        while (!stopping) {
            try {
                round();
            } catch (WakeupException _) {
                // Asked to stop, or a partition may go on.
            } catch (KafkaException | ExecutionException | TimeoutException failure) {
                LOG.warnf("deliveries wait errorCode=%s", failure.getClass().getSimpleName());
                LOG.debug("the failure", failure);
                pause();
            } catch (InterruptedException _) {
                stopping = true;
            } catch (RuntimeException bug) {
                LOG.error("reading deliveries failed", bug);
                pause();
            }
        }
        consumer.close();
    }

    private void round() throws ExecutionException, TimeoutException, InterruptedException {
        follow(engine.served());
        readFailedAgain();
        pauseTheFull();
        if (consumer.assignment().isEmpty()) {
            // Kafka's client takes a poll for nothing as a mistake.
            TimeUnit.NANOSECONDS.sleep(POLL.toNanos());
            return;
        }
        ConsumerRecords<String, byte[]> records = consumer.poll(POLL);
        for (TopicPartition partition : records.partitions()) {
            Inflow inflow = inflows.get(partition);
            if (inflow != null) {
                inflow.add(records.records(partition).stream().map(this::read).toList());
            }
        }
    }

    private ReadDelivery read(ConsumerRecord<String, byte[]> record) {
        return decoder.read(record);
    }

    /** Assigns the partitions of the shards that are served now, each new one from its offset on record. */
    private void follow(Set<Integer> served) throws ExecutionException, TimeoutException, InterruptedException {
        Set<TopicPartition> wanted =
                served.stream().map(DeliveryReader::partition).collect(Collectors.toSet());
        Set<TopicPartition> had = consumer.assignment();
        if (wanted.equals(had)) {
            return;
        }
        Set<TopicPartition> added = new HashSet<>(wanted);
        added.removeAll(had);
        Map<Integer, Long> offsets = added.isEmpty()
                ? Map.of()
                : store.nextOffsets(
                                added.stream().map(TopicPartition::partition).toList())
                        .toCompletionStage()
                        .toCompletableFuture()
                        .get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        consumer.assign(wanted);
        inflows.keySet().retainAll(wanted);
        retryAt.keySet().retainAll(wanted);
        for (TopicPartition partition : added) {
            int shard = partition.partition();
            consumer.seek(partition, offsets.getOrDefault(shard, 0L));
            inflows.put(partition, new Inflow(portion -> arrivals.store(shard, portion), consumer::wakeup));
        }
    }

    private void readFailedAgain() {
        long now = System.nanoTime();
        inflows.forEach((partition, inflow) -> {
            OptionalLong from = inflow.failedFrom();
            if (from.isPresent() && now - retryAt.computeIfAbsent(partition, _ -> now + AGAIN.toNanos()) >= 0) {
                // What of it is on record already is known by its delivery ids.
                consumer.seek(partition, from.getAsLong());
                inflow.again();
                retryAt.remove(partition);
            }
        });
    }

    private void pauseTheFull() {
        boolean allFull = inflows.values().stream().mapToLong(Inflow::bytes).sum() >= MOST_BYTES;
        Set<TopicPartition> full = new HashSet<>();
        inflows.forEach((partition, inflow) -> {
            if (allFull || inflow.isFull() || inflow.failedFrom().isPresent()) {
                full.add(partition);
            }
        });
        Set<TopicPartition> paused = consumer.paused();
        if (!full.equals(paused)) {
            Set<TopicPartition> resumed = new HashSet<>(paused);
            resumed.removeAll(full);
            consumer.resume(resumed);
            consumer.pause(full);
        }
    }

    private void pause() {
        try {
            TimeUnit.NANOSECONDS.sleep(AGAIN.toNanos());
        } catch (InterruptedException _) {
            stopping = true;
        }
    }

    private static TopicPartition partition(int shard) {
        return new TopicPartition(Topics.QUEUE_DELIVERIES.name(), shard);
    }
}

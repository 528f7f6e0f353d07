package io.posthorn.queue.engine;

import io.posthorn.platform.event.DeadRecord;
import io.posthorn.platform.event.Topics;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
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
 * read from the offset on record, one portion at a time: while a portion is being stored the partition pauses, so a slow
 * store holds up its own shard and fills no memory.
 */
final class DeliveryReader implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(DeliveryReader.class);
    private static final Duration POLL = Duration.ofMillis(200);
    private static final Duration AGAIN = Duration.ofSeconds(1);
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final Consumer<String, byte[]> consumer;
    private final Producer<String, byte[]> deadRecords;
    private final QueueEngine engine;
    private final ArrivalStore store;
    private final Map<Integer, Portion> underWay = new HashMap<>();
    private final Map<Integer, Long> retryAt = new HashMap<>();
    private final Thread thread;
    private volatile boolean stopping;
    private volatile Arrivals arrivals;

    private record Portion(long firstOffset, Future<Void> stored) {}

    /** @param consumer without a group, committing nothing: offsets are on record with what was read */
    @SuppressWarnings("NullAway.Init") // arrivals is set by start, before the thread runs
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

    void start(Arrivals into) {
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
                // asked to stop
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
        finishPortions();
        if (consumer.assignment().isEmpty()) {
            // Kafka's client takes a poll for nothing as a mistake.
            TimeUnit.NANOSECONDS.sleep(POLL.toNanos());
            return;
        }
        ConsumerRecords<String, byte[]> records = consumer.poll(POLL);
        for (TopicPartition partition : records.partitions()) {
            List<ConsumerRecord<String, byte[]>> portion = records.records(partition);
            consumer.pause(Set.of(partition));
            underWay.put(
                    partition.partition(),
                    new Portion(portion.getFirst().offset(), arrivals.store(partition.partition(), portion)));
        }
    }

    /** Assigns the partitions of the shards that are served now, each new one from its offset on record. */
    private void follow(Set<Integer> served) throws ExecutionException, TimeoutException, InterruptedException {
        Set<TopicPartition> wanted = new HashSet<>();
        served.forEach(shard -> wanted.add(partition(shard)));
        Set<TopicPartition> had = consumer.assignment();
        if (wanted.equals(had)) {
            return;
        }
        Map<TopicPartition, Long> begin = new HashMap<>();
        for (TopicPartition partition : wanted) {
            if (!had.contains(partition)) {
                begin.put(
                        partition,
                        store.nextOffset(partition.partition())
                                .toCompletionStage()
                                .toCompletableFuture()
                                .get(PATIENCE.toSeconds(), TimeUnit.SECONDS));
            }
        }
        consumer.assign(wanted);
        begin.forEach(consumer::seek);
        underWay.keySet().removeIf(shard -> !served.contains(shard));
        retryAt.keySet().removeIf(shard -> !served.contains(shard));
    }

    private void finishPortions() throws ExecutionException, TimeoutException, InterruptedException {
        for (Map.Entry<Integer, Portion> each : List.copyOf(underWay.entrySet())) {
            Future<Void> stored = each.getValue().stored();
            if (!stored.isComplete()) {
                continue;
            }
            int shard = each.getKey();
            if (stored.succeeded()) {
                underWay.remove(shard);
                consumer.resume(Set.of(partition(shard)));
            } else if (dueAgain(shard)) {
                LOG.debug("a portion of deliveries is read again", stored.cause());
                // What of it is on record already is known by its delivery ids.
                consumer.seek(partition(shard), each.getValue().firstOffset());
                underWay.remove(shard);
                retryAt.remove(shard);
                consumer.resume(Set.of(partition(shard)));
            }
        }
    }

    private boolean dueAgain(int shard) {
        long now = System.nanoTime();
        return now - retryAt.computeIfAbsent(shard, _ -> now + AGAIN.toNanos()) >= 0;
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

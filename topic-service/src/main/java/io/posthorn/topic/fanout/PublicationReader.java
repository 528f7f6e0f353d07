package io.posthorn.topic.fanout;

import io.posthorn.platform.event.Topics;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.WakeupException;
import org.jboss.logging.Logger;

/**
 * Reads {@code topic.publications} as one of the replicas that share it, on a thread of its own. A partition is worked off in
 * portions, one at a time and in order; while one is under way the partition pauses, so a slow one holds up nobody else and
 * fills no memory. Its offset is committed when everything that it led to is durable; a replica that dies before that leaves
 * the portion to the next, which repeats what the queues then know by its delivery id.
 */
final class PublicationReader implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(PublicationReader.class);
    private static final Duration POLL = Duration.ofMillis(200);

    private static final Duration AGAIN = Duration.ofSeconds(1);
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    /** How often a partition does what it has to do beside its records, and how soon again when there is more of it. */
    private static final Duration IDLE_WORK = Duration.ofMillis(500);

    private static final Duration MORE_WORK = Duration.ofMillis(10);

    /**
     * How long it may take to ask where partitions end: everything else waits for it. A broker answers it after the fetch that
     * waits for records on the same connection, so it has to be longer than that may wait.
     */
    private static final Duration ENDS_PATIENCE = Duration.ofMillis(800);

    /** How often that is asked, and how often at least when there is no answer, as of a partition without a leader. */
    private static final Duration ENDS = Duration.ofSeconds(2);

    private static final Duration ENDS_AT_LEAST = Duration.ofSeconds(30);

    /** For how long an answer is good. */
    static final Duration ENDS_GOOD_FOR = Duration.ofSeconds(5);

    private final Consumer<String, byte[]> consumer;
    private final Work work;
    private final Map<TopicPartition, Portion> underWay = new HashMap<>();
    private final Map<TopicPartition, Long> retryAt = new HashMap<>();
    private final Map<TopicPartition, Long> idleWorkAt = new HashMap<>();
    private final Map<Integer, Long> lags = new ConcurrentHashMap<>();

    /** Up to where everything is done, of partitions that had anything to do. */
    private final Map<TopicPartition, Long> doneUpTo = new HashMap<>();

    private final Map<TopicPartition, End> ends = new HashMap<>();
    private Duration endsPace = ENDS;
    private long endsAt = System.nanoTime();
    private final ExecutorService workers = Executors.newThreadPerTaskExecutor(
            Thread.ofVirtual().name("posthorn-topic-fanout-", 0).factory());
    private final Thread thread;
    private volatile boolean polling;
    private volatile boolean stopping;

    /** What is done with what was read. Called for one portion of a partition at a time, on a thread that may block. */
    interface Work {
        /** Returns when everything that {@code portion} leads to is durable; what it throws has it repeated later. */
        void on(List<ConsumerRecord<String, byte[]>> portion) throws Exception;

        /** Whether a partition has anything to do beside its records. */
        boolean wantsBeside(int partition);

        /**
         * Does what a partition has to do beside its records, some at a time.
         *
         * @param position the next record's offset: what comes before it is done
         * @param end where the partition ended not longer than {@link #ENDS_GOOD_FOR} ago; empty when that is not known
         * @return whether there is more to do at once
         */
        boolean beside(int partition, long position, OptionalLong end) throws Exception;
    }

    /** @param at when it was there */
    private record End(long offset, long at) {}

    /** @param done says whether there is more to do beside the partition's records */
    private record Portion(long first, long next, CompletableFuture<Boolean> done) {}

    /** @param consumer one of a group, committing nothing by itself */
    PublicationReader(Consumer<String, byte[]> consumer, Work work) {
        this.consumer = consumer;
        this.work = work;
        this.thread =
                Thread.ofPlatform().name("posthorn-topic-publications").daemon().unstarted(this::run);
    }

    void start() {
        thread.start();
    }

    /**
     * How many records of each partition of this replica are not done, those of the portion under way among them; partitions
     * that it does not read are not there.
     */
    Map<Integer, Long> lags() {
        return Map.copyOf(lags);
    }

    @Override
    public void close() {
        stopping = true;
        consumer.wakeup();
        try {
            thread.join(PATIENCE.multipliedBy(2));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        workers.shutdownNow();
    }

    private void run() {
        consumer.subscribe(List.of(Topics.TOPIC_PUBLICATIONS.name()), new Changes());
        while (!stopping) {
            try {
                round();
            } catch (WakeupException _) {
                // asked to stop
            } catch (KafkaException failure) {
                LOG.warnf("publications wait errorCode=%s", failure.getClass().getSimpleName());
                LOG.debug("the failure", failure);
                pause();
            } catch (RuntimeException bug) {
                LOG.error("reading publications failed", bug);
                pause();
            }
        }
        try {
            finish(Set.copyOf(underWay.keySet()));
        } catch (KafkaException failure) {
            LOG.debug("the last portions are not committed", failure);
        }
        consumer.close();
    }

    private void round() {
        finishPortions();
        resumeFailed();
        askForEnds();
        // Before the records, or a partition that always has some would never come to it.
        workBeside();
        ConsumerRecords<String, byte[]> records = poll();
        for (TopicPartition partition : records.partitions()) {
            List<ConsumerRecord<String, byte[]>> portion = records.records(partition);
            begin(partition, portion.getFirst().offset(), portion.getLast().offset() + 1, () -> {
                work.on(portion);
                return false;
            });
        }
        consumer.assignment().forEach(this::measureLag);
    }

    /** A partition that is paused is not fetched, and the consumer does not see it grow: that is why ends are asked for. */
    private void measureLag(TopicPartition partition) {
        OptionalLong ahead = consumer.currentLag(partition);
        Long done = doneUpTo.get(partition);
        if (done == null) {
            ahead.ifPresent(lag -> lags.put(partition.partition(), lag));
            return;
        }
        Portion portion = underWay.get(partition);
        End asked = ends.get(partition);
        long seen = (portion == null ? done : portion.next()) + ahead.orElse(0);
        long end = asked == null ? seen : Math.max(seen, asked.offset());
        lags.put(partition.partition(), Math.max(0, end - done));
    }

    private void askForEnds() {
        long now = System.nanoTime();
        if (endsAt - now > 0) {
            return;
        }
        try {
            consumer.endOffsets(consumer.assignment(), ENDS_PATIENCE)
                    .forEach((partition, end) -> ends.put(partition, new End(end, now)));
            endsPace = ENDS;
        } catch (WakeupException woken) {
            throw woken;
        } catch (KafkaException failure) {
            LOG.debug("where partitions end is not known", failure);
            Duration slower = endsPace.multipliedBy(2);
            endsPace = slower.compareTo(ENDS_AT_LEAST) > 0 ? ENDS_AT_LEAST : slower;
        }
        endsAt = System.nanoTime() + endsPace.toNanos();
    }

    /** Waits for records, or until a portion has ended: that frees its partition. */
    private ConsumerRecords<String, byte[]> poll() {
        polling = true;
        try {
            boolean ended = underWay.values().stream()
                    .anyMatch(portion -> portion.done().isDone());
            return consumer.poll(ended ? Duration.ZERO : POLL);
        } catch (WakeupException _) {
            return ConsumerRecords.empty();
        } finally {
            polling = false;
        }
    }

    private void workBeside() {
        long now = System.nanoTime();
        for (TopicPartition partition : consumer.assignment()) {
            if (underWay.containsKey(partition)
                    || retryAt.containsKey(partition)
                    || idleWorkAt.getOrDefault(partition, now) - now > 0) {
                continue;
            }
            idleWorkAt.put(partition, now + IDLE_WORK.toNanos());
            if (work.wantsBeside(partition.partition())) {
                workBeside(partition, now);
            }
        }
    }

    private void workBeside(TopicPartition partition, long now) {
        long position;
        try {
            position = consumer.position(partition, Duration.ZERO);
        } catch (TimeoutException _) {
            // It is not known yet; the next time then.
            return;
        }
        End asked = ends.get(partition);
        OptionalLong end = asked == null || now - asked.at() > ENDS_GOOD_FOR.toNanos()
                ? OptionalLong.empty()
                : OptionalLong.of(asked.offset());
        begin(partition, position, position, () -> work.beside(partition.partition(), position, end));
    }

    @FunctionalInterface
    private interface Task {
        boolean run() throws Exception;
    }

    private void begin(TopicPartition partition, long first, long next, Task task) {
        consumer.pause(Set.of(partition));
        doneUpTo.put(partition, first);
        CompletableFuture<Boolean> done = CompletableFuture.supplyAsync(
                () -> {
                    try {
                        return task.run();
                    } catch (Exception failure) {
                        throw new CompletionException(failure);
                    }
                },
                (Executor) workers);
        underWay.put(partition, new Portion(first, next, done));
        var _ = done.whenComplete((_, _) -> {
            if (polling) {
                consumer.wakeup();
            }
        });
    }

    private void finishPortions() {
        Map<TopicPartition, OffsetAndMetadata> done = new HashMap<>();
        underWay.entrySet().removeIf(entry -> {
            Portion portion = entry.getValue();
            if (!portion.done().isDone()) {
                return false;
            }
            if (portion.done().isCompletedExceptionally()) {
                failed(entry.getKey(), portion);
            } else {
                consumer.resume(Set.of(entry.getKey()));
                doneUpTo.put(entry.getKey(), portion.next());
                if (portion.next() > portion.first()) {
                    done.put(entry.getKey(), new OffsetAndMetadata(portion.next()));
                } else if (portion.done().resultNow()) {
                    idleWorkAt.put(entry.getKey(), System.nanoTime() + MORE_WORK.toNanos());
                }
            }
            return true;
        });
        if (!done.isEmpty()) {
            // What a commit that fails leaves uncommitted is repeated at worst.
            consumer.commitAsync(done, (_, failure) -> {
                if (failure != null) {
                    LOG.debug("an offset was not committed", failure);
                }
            });
        }
    }

    private void failed(TopicPartition partition, Portion portion) {
        Throwable failure = cause(portion.done().exceptionNow());
        LOG.warnf(
                "publications wait partition=%d offset=%d errorCode=%s",
                partition.partition(), portion.first(), failure.getClass().getSimpleName());
        LOG.debug("the failure", failure);
        consumer.seek(partition, portion.first());
        retryAt.put(partition, System.nanoTime() + AGAIN.toNanos());
    }

    /** What was waited for has failed with. */
    private static Throwable cause(Throwable failure) {
        Throwable cause = failure.getCause();
        return failure instanceof ExecutionException && cause != null ? cause : failure;
    }

    private void resumeFailed() {
        long now = System.nanoTime();
        retryAt.entrySet().removeIf(entry -> {
            boolean due = entry.getValue() - now <= 0;
            if (due) {
                consumer.resume(Set.of(entry.getKey()));
            }
            return due;
        });
    }

    /** Lets portions end that are under way, and commits them, so that the next reader begins after them. */
    private void finish(Collection<TopicPartition> partitions) {
        Map<TopicPartition, OffsetAndMetadata> done = new HashMap<>();
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        for (TopicPartition partition : partitions) {
            Portion portion = underWay.remove(partition);
            if (portion != null && ended(portion, deadline - System.nanoTime()) && portion.next() > portion.first()) {
                done.put(partition, new OffsetAndMetadata(portion.next()));
            }
        }
        if (!done.isEmpty()) {
            commit(done);
        }
    }

    private void commit(Map<TopicPartition, OffsetAndMetadata> done) {
        try {
            consumer.commitSync(done, PATIENCE);
        } catch (WakeupException _) {
            // It was meant for a poll, and does not come twice.
            consumer.commitSync(done, PATIENCE);
        }
    }

    private static boolean ended(Portion portion, long nanos) {
        try {
            portion.done().get(Math.max(0, nanos), TimeUnit.NANOSECONDS);
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } catch (ExecutionException | java.util.concurrent.TimeoutException _) {
            return false;
        }
    }

    private void pause() {
        try {
            TimeUnit.NANOSECONDS.sleep(AGAIN.toNanos());
        } catch (InterruptedException _) {
            stopping = true;
        }
    }

    private final class Changes implements ConsumerRebalanceListener {
        @Override
        public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
            // What ends meanwhile need not wake a poll: this is one.
            polling = false;
            try {
                finish(partitions);
            } catch (KafkaException failure) {
                // What is not committed is repeated by the next reader.
                LOG.debug("the last portions are not committed", failure);
            } finally {
                forget(partitions);
                polling = true;
            }
        }

        @Override
        public void onPartitionsLost(Collection<TopicPartition> partitions) {
            forget(partitions);
        }

        @Override
        public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
            LOG.debugf("publications are read here partitions=%s", partitions);
        }

        private void forget(Collection<TopicPartition> partitions) {
            for (TopicPartition partition : partitions) {
                underWay.remove(partition);
                retryAt.remove(partition);
                idleWorkAt.remove(partition);
                doneUpTo.remove(partition);
                ends.remove(partition);
                lags.remove(partition.partition());
            }
        }
    }
}

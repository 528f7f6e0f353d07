package io.posthorn.queue.engine;

import io.posthorn.platform.event.DeadRecord;
import io.posthorn.platform.event.QueueDelivery;
import io.posthorn.platform.log.Occasionally;
import io.posthorn.platform.outbox.OutboxRecord;
import io.posthorn.queue.engine.PublicationMeters.Outcome;
import io.posthorn.queue.journal.Transport;
import io.posthorn.queue.queue.QueueDescription;
import io.posthorn.queue.queue.QueueKey;
import io.posthorn.queue.state.NewMessage;
import io.posthorn.queue.state.Sent;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/**
 * Stores deliveries in the queues that they are for, each once. What cannot be read is put aside; what its queue does not take
 * goes elsewhere, see {@link Rerouting}, and holds nothing up.
 *
 * <p>A portion is stored in one turn of the shard's loop: the messages of each queue with the deliveries' ids, and behind
 * them, in an append of its own, what goes elsewhere and the offset that was read. All queues of a shard share a journal, of
 * which a beginning is durable at any time: the offset is never ahead of a message. A crash in between leaves messages whose
 * ids are on record, so they are not stored again when they are read again.
 */
final class Arrivals {
    private static final Logger LOG = Logger.getLogger(Arrivals.class);
    private static final Duration SILENCE = Duration.ofSeconds(10);

    /** How many queues are brought into memory at a time: each takes a few queries. */
    private static final int OPENING = 16;

    private final QueueEngine engine;
    private final ArrivalStore store;
    private final DeadRecords dead;
    private final Admission admission;
    private final Rerouting rerouting;
    private final PublicationMeters meters;
    private final Clock clock;
    private final LongSupplier nanoTime;
    private final Occasionally dropped;

    /** Where records go that cannot be read. */
    @FunctionalInterface
    interface DeadRecords {
        /** Puts {@code record} aside; completes when that is durable. */
        Future<Void> put(DeadRecord record);
    }

    /** What one queue accepts of a portion. */
    private record Batch(List<ReadDelivery.Incoming> deliveries, List<NewMessage> messages) {}

    /** A portion, judged. */
    private record Judged(Map<QueueKey, Batch> taken, List<ReadDelivery.Incoming> refused, List<Counted> counted) {}

    /** What is to be counted when it is durable. */
    private record Counted(QueueDelivery.Publication publication, Outcome outcome) {}

    /** @param nanoTime the time by a clock that never goes back */
    Arrivals(
            QueueEngine engine,
            ArrivalStore store,
            DeadRecords dead,
            Admission admission,
            Rerouting rerouting,
            PublicationMeters meters,
            Clock clock,
            LongSupplier nanoTime) {
        this.engine = engine;
        this.store = store;
        this.dead = dead;
        this.admission = admission;
        this.rerouting = rerouting;
        this.meters = meters;
        this.clock = clock;
        this.nanoTime = nanoTime;
        this.dropped = new Occasionally(SILENCE, nanoTime.getAsLong());
    }

    /**
     * Stores {@code portion}, not empty and all of one shard's partition, in its order; completes when it is durable. When
     * it fails, deliveries from some one on are not stored, and all are to be read again.
     */
    Future<Void> store(int shard, List<ReadDelivery> portion) {
        // The same one to the end: of what another owner stores meanwhile this one learns nothing.
        OwnedShard owner = engine.owned(shard).orElse(null);
        if (owner == null) {
            return Future.failedFuture(engine.misdirected(shard));
        }
        List<ReadDelivery.Incoming> deliveries = new ArrayList<>(portion.size());
        List<Future<Void>> aside = new ArrayList<>(0);
        for (ReadDelivery each : portion) {
            switch (each) {
                case ReadDelivery.Incoming delivery -> deliveries.add(delivery);
                case ReadDelivery.Unreadable unreadable -> aside.add(dead.put(unreadable.record()));
            }
        }
        Transport.Consumed consumed =
                new Transport.Consumed(shard, portion.getLast().offset() + 1);
        return Future.join(aside).compose(_ -> store.arrived(deliveries)).compose(known -> {
            Set<Transport.Arrival> seen = new HashSet<>(known);
            return write(
                    owner,
                    deliveries.stream().filter(each -> seen.add(each.arrival())).toList(),
                    consumed);
        });
    }

    private Future<Void> write(OwnedShard owner, List<ReadDelivery.Incoming> deliveries, Transport.Consumed consumed) {
        Set<QueueKey> keys = deliveries.stream()
                .map(ReadDelivery.Incoming::queue)
                .collect(Collectors.toCollection(LinkedHashSet::new));
        return open(owner, List.copyOf(keys), new HashMap<>()).compose(queues -> {
            Promise<Void> done = Promise.promise();
            owner.loop().run(() -> {
                Throwable refusal = owner.refusal();
                if (refusal != null) {
                    done.fail(refusal);
                } else if (queues.values().stream().anyMatch(LiveQueue::isClosed)) {
                    // Deleted a moment ago, and perhaps there again.
                    write(owner, deliveries, consumed).onComplete(done);
                } else {
                    write(owner, judge(deliveries, queues), queues, consumed, done);
                }
            });
            return done.future();
        });
    }

    /** Brings those of {@code keys} that there are into memory, some at a time. */
    private static Future<Map<QueueKey, LiveQueue>> open(
            OwnedShard owner, List<QueueKey> keys, Map<QueueKey, LiveQueue> found) {
        List<QueueKey> absent = new ArrayList<>(0);
        for (QueueKey key : keys) {
            LiveQueue present = owner.inMemory(key);
            if (present != null) {
                found.put(key, present);
            } else {
                absent.add(key);
            }
        }
        if (absent.isEmpty()) {
            return Future.succeededFuture(found);
        }
        List<QueueKey> now = absent.subList(0, Math.min(OPENING, absent.size()));
        List<Future<Optional<LiveQueue>>> opened = now.stream()
                .map(key -> Future.fromCompletionStage(owner.live(key).subscribeAsCompletionStage()))
                .toList();
        return Future.join(opened).compose(_ -> {
            for (int i = 0; i < now.size(); i++) {
                QueueKey key = now.get(i);
                opened.get(i).result().ifPresent(queue -> found.put(key, queue));
            }
            return open(owner, List.copyOf(absent.subList(now.size(), absent.size())), found);
        });
    }

    private Judged judge(List<ReadDelivery.Incoming> deliveries, Map<QueueKey, LiveQueue> queues) {
        Judged judged = new Judged(new LinkedHashMap<>(), new ArrayList<>(0), new ArrayList<>());
        Instant now = clock.instant();
        for (ReadDelivery.Incoming each : deliveries) {
            Optional<QueueDescription> queue =
                    Optional.ofNullable(queues.get(each.queue())).map(LiveQueue::description);
            switch (admission.judge(each, queue, now)) {
                case Reception.Taken(NewMessage message) -> {
                    Batch batch = judged.taken()
                            .computeIfAbsent(each.queue(), _ -> new Batch(new ArrayList<>(), new ArrayList<>()));
                    batch.deliveries().add(each);
                    batch.messages().add(message);
                }
                case Reception.Refused(Reception.Refusal why) -> {
                    judged.refused().add(each);
                    QueueDelivery.Publication publication = each.delivery().publication();
                    if (publication != null) {
                        judged.counted().add(new Counted(publication, Outcome.of(why)));
                    }
                }
            }
        }
        return judged;
    }

    /** On the loop, in one turn. */
    private void write(
            OwnedShard owner,
            Judged judged,
            Map<QueueKey, LiveQueue> queues,
            Transport.Consumed consumed,
            Promise<Void> done) {
        List<Counted> counted = judged.counted();
        try {
            List<OutboxRecord> elsewhere = elsewhere(judged.refused(), counted);
            judged.taken().forEach((key, batch) -> {
                LiveQueue queue = queues.get(key);
                if (queue == null) {
                    throw new IllegalStateException("a queue that is not there has taken a message");
                }
                List<Sent> sent = queue.arrive(batch.messages(), Transport.arrived(arrivals(batch.deliveries())));
                count(batch.deliveries(), sent, counted);
            });
            owner.write(new Transport(elsewhere, arrivals(judged.refused()), Optional.of(consumed), Optional.empty()))
                    .onSuccess(_ -> tell(counted))
                    .onComplete(done);
        } catch (RuntimeException bug) {
            // Queues may be half changed: what they say next would not be what the journal holds.
            LOG.error("storing deliveries failed", bug);
            owner.abandon();
            done.tryFail(bug);
        }
    }

    private List<OutboxRecord> elsewhere(List<ReadDelivery.Incoming> refused, List<Counted> counted) {
        List<OutboxRecord> records = new ArrayList<>(refused.size());
        for (ReadDelivery.Incoming each : refused) {
            Optional<OutboxRecord> record = rerouting.of(each.delivery());
            record.ifPresent(records::add);
            QueueDelivery.Publication publication = each.delivery().publication();
            if (publication != null) {
                counted.add(new Counted(publication, record.isPresent() ? Outcome.DEAD_LETTERED : Outcome.DROPPED));
            }
            if (record.isEmpty()) {
                sayDropped(each.delivery());
            }
        }
        return records;
    }

    private void sayDropped(QueueDelivery delivery) {
        long times = dropped.happened(nanoTime.getAsLong());
        if (times != Occasionally.SILENT) {
            LOG.warnf(
                    "messages are dropped that no queue takes count=%d account=%s queue=%s messageId=%s",
                    times,
                    delivery.account(),
                    delivery.queue(),
                    delivery.message().messageId());
        }
    }

    private static void count(List<ReadDelivery.Incoming> deliveries, List<Sent> sent, List<Counted> counted) {
        for (int i = 0; i < sent.size(); i++) {
            QueueDelivery.Publication publication = deliveries.get(i).delivery().publication();
            if (publication != null) {
                counted.add(new Counted(
                        publication,
                        switch (sent.get(i)) {
                            case Sent.Accepted _ -> Outcome.STORED;
                            case Sent.Duplicate _ -> Outcome.DUPLICATE;
                        }));
            }
        }
    }

    private void tell(List<Counted> counted) {
        Instant now = clock.instant();
        for (Counted each : counted) {
            meters.count(each.publication(), each.outcome());
            if (each.outcome() == Outcome.STORED) {
                meters.durable(each.publication(), now);
            }
        }
    }

    private static List<Transport.Arrival> arrivals(List<ReadDelivery.Incoming> deliveries) {
        return deliveries.stream().map(ReadDelivery.Incoming::arrival).toList();
    }
}

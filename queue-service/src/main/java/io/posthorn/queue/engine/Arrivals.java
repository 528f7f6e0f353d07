package io.posthorn.queue.engine;

import io.posthorn.platform.event.DeadRecord;
import io.posthorn.platform.event.DeliverySeal;
import io.posthorn.platform.event.EventException;
import io.posthorn.platform.event.QueueDelivery;
import io.posthorn.platform.event.Topics;
import io.posthorn.platform.outbox.OutboxRecord;
import io.posthorn.platform.secret.SecretException;
import io.posthorn.queue.journal.Transport;
import io.posthorn.queue.move.MovingMessage;
import io.posthorn.queue.queue.QueueArn;
import io.posthorn.queue.queue.QueueKey;
import io.posthorn.queue.queue.QueueName;
import io.posthorn.queue.shard.ShardDirectory;
import io.posthorn.queue.state.MessageId;
import io.posthorn.queue.state.NewMessage;
import io.posthorn.wire.Blob;
import io.vertx.core.Future;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jboss.logging.Logger;

/**
 * Stores deliveries in the queues that they are for, each once: the message, the delivery's id and the offset that was read
 * become durable together. What cannot be read is put aside; what has no queue any more goes back where it came from.
 */
final class Arrivals {
    private static final Logger LOG = Logger.getLogger(Arrivals.class);

    /** How many deliveries to one queue are stored together. */
    private static final int BATCH = 100;

    private final QueueEngine engine;
    private final ArrivalStore store;
    private final ShardDirectory directory;
    private final DeadRecords dead;
    private final DeliverySeal seal;
    private final Supplier<MessageId> freshIds;
    private final Clock clock;

    /** Where records go that cannot be read. */
    @FunctionalInterface
    interface DeadRecords {
        /** Puts {@code record} aside; completes when that is durable. */
        Future<Void> put(DeadRecord record);
    }

    Arrivals(
            QueueEngine engine,
            ArrivalStore store,
            ShardDirectory directory,
            DeadRecords dead,
            DeliverySeal seal,
            Supplier<MessageId> freshIds,
            Clock clock) {
        this.engine = engine;
        this.store = store;
        this.directory = directory;
        this.dead = dead;
        this.seal = seal;
        this.freshIds = freshIds;
        this.clock = clock;
    }

    /**
     * Stores {@code records}, all of one shard's partition, in their order; completes when they are durable. When it fails,
     * those from some record on are not stored, and are to be read again.
     */
    Future<Void> store(int shard, List<ConsumerRecord<String, byte[]>> records) {
        Future<Void> done = Future.succeededFuture();
        int from = 0;
        while (from < records.size()) {
            String key = records.get(from).key();
            int to = from + 1;
            while (to < records.size()
                    && to - from < BATCH
                    && records.get(to).key().equals(key)) {
                to++;
            }
            List<ConsumerRecord<String, byte[]>> run = List.copyOf(records.subList(from, to));
            done = done.compose(_ -> storeRun(shard, run));
            from = to;
        }
        return done;
    }

    private Future<Void> storeRun(int shard, List<ConsumerRecord<String, byte[]>> run) {
        List<QueueDelivery> deliveries = new ArrayList<>(run.size());
        List<Future<Void>> aside = new ArrayList<>(0);
        for (ConsumerRecord<String, byte[]> record : run) {
            try {
                deliveries.add(readable(seal.open(record.key(), record.value())));
            } catch (EventException | SecretException | IllegalArgumentException unreadable) {
                LOG.warnf(
                        "a delivery cannot be read topic=%s partition=%d offset=%d",
                        record.topic(), record.partition(), record.offset());
                aside.add(dead.put(deadRecord(record, unreadable)));
            }
        }
        Transport.Consumed consumed =
                new Transport.Consumed(shard, run.getLast().offset() + 1);
        return Future.join(aside).compose(_ -> store.arrived(deliveries)).compose(known -> {
            Set<String> seen = new HashSet<>(known);
            List<QueueDelivery> fresh = deliveries.stream()
                    .filter(each -> seen.add(each.deliveryId()))
                    .toList();
            return fresh.isEmpty()
                    ? engine.write(shard, new Transport(List.of(), List.of(), Optional.of(consumed), Optional.empty()))
                    : storeFresh(shard, fresh, consumed);
        });
    }

    private Future<Void> storeFresh(int shard, List<QueueDelivery> deliveries, Transport.Consumed consumed) {
        QueueKey key = keyOf(deliveries.getFirst());
        List<Transport.Arrival> arrived = deliveries.stream()
                .map(each -> new Transport.Arrival(each.account(), each.deliveryId()))
                .toList();
        return Future.fromCompletionStage(engine.live(key).subscribeAsCompletionStage())
                .compose(found -> found.map(queue -> {
                            List<NewMessage> messages = deliveries.stream()
                                    .map(each -> MovingMessage.arriving(each, freshIds))
                                    .toList();
                            return queue.arrive(
                                    messages,
                                    new Transport(List.of(), arrived, Optional.of(consumed), Optional.empty()));
                        })
                        .orElseGet(() -> engine.write(
                                shard,
                                new Transport(
                                        deliveries.stream()
                                                .flatMap(each -> home(each).stream())
                                                .toList(),
                                        arrived,
                                        Optional.of(consumed),
                                        Optional.empty()))));
    }

    /** The way back to where the message came from, as it was there; empty when it came from no queue. */
    private Optional<OutboxRecord> home(QueueDelivery delivery) {
        QueueDelivery.Message message = delivery.message();
        Optional<QueueKey> source = message.sourceArn() == null
                ? Optional.empty()
                : QueueArn.parse(message.sourceArn().toString());
        if (source.isEmpty()) {
            LOG.warnf(
                    "a message has no queue any more account=%s queue=%s messageId=%s",
                    delivery.account(), delivery.queue(), message.messageId());
        }
        return source.map(key -> {
            QueueDelivery back = QueueDelivery.moving(
                    delivery.deliveryId() + "-back",
                    directory.shardOf(key.account(), key.region(), key.name().value()),
                    QueueDelivery.Kind.DEAD_LETTER,
                    key.account(),
                    key.region(),
                    key.name().value(),
                    new QueueDelivery.Message(
                            message.messageId(),
                            message.senderId(),
                            message.body(),
                            message.attributes(),
                            message.systemAttributes(),
                            message.groupId(),
                            message.deduplicationId(),
                            message.sentAt(),
                            message.receiveCount(),
                            message.firstReceivedAt(),
                            null));
            return OutboxRecord.to(
                    back.shard(), key.account(), Topics.QUEUE_DELIVERIES, back.recordKey(), seal.seal(back));
        });
    }

    /** Refuses what decodes but cannot be stored. */
    private static QueueDelivery readable(QueueDelivery delivery) {
        keyOf(delivery);
        MovingMessage.arriving(delivery, () -> new MessageId(0, 0));
        return delivery;
    }

    private static QueueKey keyOf(QueueDelivery delivery) {
        return new QueueKey(delivery.account(), delivery.region(), new QueueName(delivery.queue()));
    }

    private DeadRecord deadRecord(ConsumerRecord<String, byte[]> record, Exception reason) {
        return new DeadRecord(
                DeadRecord.SCHEMA_VERSION,
                record.topic(),
                record.partition(),
                record.offset(),
                record.key() == null ? null : Blob.of(record.key().getBytes(StandardCharsets.UTF_8)),
                record.value() == null ? null : Blob.of(record.value()),
                reason.getClass().getSimpleName(),
                clock.instant());
    }
}

package io.posthorn.queue.engine;

import io.posthorn.platform.event.DeadRecord;
import io.posthorn.platform.event.DeliverySeal;
import io.posthorn.platform.event.EventException;
import io.posthorn.platform.event.QueueDelivery;
import io.posthorn.platform.secret.SecretException;
import io.posthorn.queue.message.MessageLimits;
import io.posthorn.queue.move.MovingMessage;
import io.posthorn.queue.queue.QueueKey;
import io.posthorn.queue.queue.QueueName;
import io.posthorn.queue.seal.DeduplicationKeys;
import io.posthorn.queue.state.MessageId;
import io.posthorn.queue.state.NewMessage;
import io.posthorn.wire.Blob;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jboss.logging.Logger;

/** Reads records of {@code queue.deliveries}. What it lets through, the store takes: it would come again for ever else. */
final class DeliveryDecoder {
    private static final Logger LOG = Logger.getLogger(DeliveryDecoder.class);
    private static final Pattern REGION = Pattern.compile("[a-z0-9-]{1,64}");
    private static final Pattern DELIVERY_ID = Pattern.compile("[!-~]{1,512}");

    private final DeliverySeal seal;
    private final DeduplicationKeys deduplicationKeys;
    private final Supplier<MessageId> freshIds;
    private final Clock clock;

    DeliveryDecoder(DeliverySeal seal, DeduplicationKeys deduplicationKeys, Supplier<MessageId> freshIds, Clock clock) {
        this.seal = seal;
        this.deduplicationKeys = deduplicationKeys;
        this.freshIds = freshIds;
        this.clock = clock;
    }

    /** What {@code record} says, if it says anything. */
    ReadDelivery read(ConsumerRecord<String, byte[]> record) {
        byte[] value = record.value();
        try {
            if (record.key() == null || value == null) {
                throw new IllegalArgumentException("a delivery has a key and a value");
            }
            return readable(record.offset(), value.length, seal.open(record.key(), value));
        } catch (EventException | SecretException | IllegalArgumentException unreadable) {
            LOG.warnf(
                    "a delivery cannot be read topic=%s partition=%d offset=%d",
                    record.topic(), record.partition(), record.offset());
            return new ReadDelivery.Unreadable(
                    record.offset(), value == null ? 0 : value.length, dead(record, unreadable));
        }
    }

    private ReadDelivery readable(long offset, int bytes, QueueDelivery delivery) {
        if (!REGION.matcher(delivery.region()).matches()
                || !DELIVERY_ID.matcher(delivery.deliveryId()).matches()) {
            throw new IllegalArgumentException("no region or no delivery id");
        }
        QueueKey queue = new QueueKey(delivery.account(), delivery.region(), new QueueName(delivery.queue()));
        boolean publication = delivery.kind() == QueueDelivery.Kind.PUBLICATION;
        // Topics take more attributes than queues do.
        boolean tooMany = delivery.message().attributes().size() > MessageLimits.MAX_ATTRIBUTES;
        Optional<NewMessage> message = publication && tooMany
                ? Optional.empty()
                : Optional.of(MovingMessage.arriving(delivery, queue, deduplicationKeys, freshIds));
        return new ReadDelivery.Incoming(offset, bytes, delivery, queue, message);
    }

    private DeadRecord dead(ConsumerRecord<String, byte[]> record, Exception reason) {
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

package io.posthorn.queue.engine;

import io.posthorn.platform.event.DeliverySeal;
import io.posthorn.platform.event.QueueDelivery;
import io.posthorn.platform.event.Topics;
import io.posthorn.platform.outbox.OutboxRecord;
import io.posthorn.queue.queue.QueueArn;
import io.posthorn.queue.queue.QueueKey;
import io.posthorn.queue.shard.ShardDirectory;
import java.util.Optional;

/**
 * Where a delivery goes that its queue does not take: a publication to its dead-letter queue, another where it came from.
 * From there it goes nowhere else, so nothing goes round.
 */
final class Rerouting {
    private final ShardDirectory directory;
    private final DeliverySeal seal;

    Rerouting(ShardDirectory directory, DeliverySeal seal) {
        this.directory = directory;
        this.seal = seal;
    }

    /** The way on for {@code delivery}; empty when there is none. */
    Optional<OutboxRecord> of(QueueDelivery delivery) {
        QueueDelivery.Publication publication = delivery.publication();
        return (publication == null ? home(delivery) : deadLetter(delivery, publication)).map(this::record);
    }

    private Optional<QueueDelivery> deadLetter(QueueDelivery delivery, QueueDelivery.Publication publication) {
        return Optional.ofNullable(publication.deadLetterQueue())
                .map(target -> new QueueDelivery(
                        QueueDelivery.SCHEMA_VERSION,
                        delivery.deliveryId() + "-dead",
                        directory.shardOf(target.account(), target.region(), target.queue()),
                        delivery.kind(),
                        target.account(),
                        target.region(),
                        target.queue(),
                        delivery.message(),
                        publication.withoutDeadLetterQueue()));
    }

    /** As it was there, and no dead letter of it any more. */
    private Optional<QueueDelivery> home(QueueDelivery delivery) {
        QueueDelivery.Message message = delivery.message();
        Optional<QueueKey> source = message.sourceArn() == null
                ? Optional.empty()
                : QueueArn.parse(message.sourceArn().toString());
        return source.map(key -> QueueDelivery.moving(
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
                        null)));
    }

    private OutboxRecord record(QueueDelivery delivery) {
        return OutboxRecord.to(
                delivery.shard(),
                delivery.account(),
                Topics.QUEUE_DELIVERIES,
                delivery.recordKey(),
                seal.seal(delivery));
    }
}

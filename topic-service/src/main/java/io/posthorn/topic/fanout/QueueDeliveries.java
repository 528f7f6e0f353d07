package io.posthorn.topic.fanout;

import io.posthorn.platform.event.QueueDelivery;
import io.posthorn.platform.event.TopicPublication;
import io.posthorn.platform.shard.Shards;
import io.posthorn.topic.message.MessageAttribute;
import io.posthorn.topic.message.MessageAttributes;
import io.posthorn.topic.message.Notification;
import io.posthorn.topic.message.Signature;
import io.posthorn.topic.message.SubscriptionUrls;
import io.posthorn.topic.publish.Published;
import io.posthorn.topic.topic.SnsSender;
import io.posthorn.wire.Blob;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What a subscribed queue gets for a publication. Pure: the same publication always makes the same delivery. */
final class QueueDeliveries {
    /** The protocol of queues, which is also what a structured message calls its text for them. */
    static final String PROTOCOL = "sqs";

    private static final String REPLAYED = "Replayed";
    private static final String FIFO_SUFFIX = ".fifo";

    private final Shards shards;
    private final SubscriptionUrls urls;

    QueueDeliveries(Shards shards, SubscriptionUrls urls) {
        this.shards = shards;
        this.urls = urls;
    }

    /** Whether what {@code subscriber} or its dead-letter queue gets is an envelope, which is signed on standard topics. */
    static boolean isEnveloped(SubscribedQueue subscriber, PlacedPublication publication) {
        return !subscriber.raw() || publication.attributes().values().size() > SnsSender.MAX_RAW_ATTRIBUTES;
    }

    /**
     * The delivery to {@code subscriber}; empty when it can have none and has no dead-letter queue either.
     *
     * @param signature of the notification, for an envelope of a standard topic
     * @param replay the number of the replay that repeats it; 0 for none
     */
    Optional<QueueDelivery> of(
            TopicView topic,
            SubscribedQueue subscriber,
            PlacedPublication publication,
            Optional<Signature> signature,
            int replay) {
        int given = publication.attributes().values().size();
        boolean refused = subscriber.raw() && isEnveloped(subscriber, publication);
        // The mark must not make a message one too many that was taken the first time.
        boolean marked = replay != 0 && (!subscriber.raw() || given < SnsSender.MAX_RAW_ATTRIBUTES);
        MessageAttributes attributes = marked ? replayed(publication.attributes()) : publication.attributes();
        Optional<QueueDelivery.Target> queue = refused ? subscriber.deadLetterQueue() : Optional.of(subscriber.queue());
        return queue.map(
                target -> delivery(topic, subscriber, publication, attributes, signature, replay, target, refused));
    }

    private QueueDelivery delivery(
            TopicView topic,
            SubscribedQueue subscriber,
            PlacedPublication publication,
            MessageAttributes attributes,
            Optional<Signature> signature,
            int replay,
            QueueDelivery.Target queue,
            boolean refused) {
        TopicPublication record = publication.record();
        String deliveryId = record.messageId() + "-" + subscriber.key().id() + (replay == 0 ? "" : "-" + replay);
        // What has too many attributes for a message keeps them in the envelope, in which it is a dead letter.
        boolean raw = subscriber.raw() && !refused;
        String body = raw
                ? publication.textFor(PROTOCOL)
                : notification(topic, publication, PROTOCOL, attributes)
                        .json(signature, urls.unsubscribe(subscriber.key()));
        QueueDelivery.Message message = new QueueDelivery.Message(
                UUID.nameUUIDFromBytes(deliveryId.getBytes(StandardCharsets.US_ASCII))
                        .toString(),
                SnsSender.ID,
                Blob.of(body.getBytes(StandardCharsets.UTF_8)),
                raw ? Published.stored(attributes) : Map.of(),
                Map.of(),
                record.groupId(),
                deduplicationId(queue, record, deliveryId, replay),
                record.publishedAt(),
                0,
                null,
                topic.key().arn());
        return new QueueDelivery(
                QueueDelivery.SCHEMA_VERSION,
                deliveryId,
                shards.of(queue.account(), queue.region(), queue.queue()),
                QueueDelivery.Kind.PUBLICATION,
                queue.account(),
                queue.region(),
                queue.queue(),
                message,
                new QueueDelivery.Publication(
                        SnsSender.SERVICE,
                        topic.key().arn(),
                        topic.key().account(),
                        subscriber.key().arn(),
                        record.publishedAt(),
                        refused ? null : subscriber.deadLetterQueue().orElse(null)));
    }

    /** The notification whose signature an envelope carries, the same for all subscribers by {@code protocol}. */
    static Notification notification(
            TopicView topic, PlacedPublication publication, String protocol, MessageAttributes attributes) {
        TopicPublication record = publication.record();
        return new Notification(
                record.messageId(),
                publication.sequenceNumber(),
                topic.key().arn().toString(),
                Optional.ofNullable(record.subject()),
                publication.textFor(protocol),
                record.publishedAt(),
                attributes);
    }

    /** A replayed message must not be taken for a repetition of the first by the queue's own window. */
    private static @Nullable String deduplicationId(
            QueueDelivery.Target queue, TopicPublication record, String deliveryId, int replay) {
        if (!queue.queue().endsWith(FIFO_SUFFIX)) {
            return null;
        }
        return replay == 0 ? record.deduplicationId() : deliveryId;
    }

    private static MessageAttributes replayed(MessageAttributes attributes) {
        Map<String, MessageAttribute> all = new LinkedHashMap<>(attributes.values());
        all.put(REPLAYED, new MessageAttribute.Text("String", "true"));
        return MessageAttributes.of(all);
    }
}

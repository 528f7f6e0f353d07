package io.posthorn.topic.publish;

import io.posthorn.platform.event.QueueDelivery;
import io.posthorn.platform.event.TopicPublication;
import io.posthorn.topic.message.MessageAttribute;
import io.posthorn.topic.message.MessageAttributes;
import io.posthorn.topic.message.MessageStructure;
import io.posthorn.topic.message.Publication;
import io.posthorn.topic.topic.TopicKey;
import io.posthorn.wire.Blob;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** A publication as it is written down, and as it is again where it is read. */
public final class Published {
    private Published() {}

    /** The record of {@code publication}, accepted at {@code at}. */
    public static TopicPublication record(
            TopicKey topic, long topicId, String messageId, Instant at, Publication publication) {
        return new TopicPublication(
                TopicPublication.SCHEMA_VERSION,
                topic.account(),
                topic.region(),
                topic.name().value(),
                topicId,
                messageId,
                at,
                publication.subject().orElse(null),
                publication.message(),
                publication.structure().isPresent(),
                stored(publication.attributes()),
                publication.groupId().orElse(null),
                publication.deduplicationId().orElse(null));
    }

    /** Attributes as records hold them. */
    public static Map<String, QueueDelivery.Attribute> stored(MessageAttributes attributes) {
        Map<String, QueueDelivery.Attribute> stored = new LinkedHashMap<>();
        attributes.values().forEach((name, value) -> stored.put(name, attribute(value)));
        return stored;
    }

    /** The attributes of {@code record}. */
    public static MessageAttributes attributes(TopicPublication record) {
        return attributes(record.attributes());
    }

    /** Attributes that {@link #stored} wrote. */
    public static MessageAttributes attributes(Map<String, QueueDelivery.Attribute> stored) {
        Map<String, MessageAttribute> attributes = new LinkedHashMap<>();
        stored.forEach((name, value) -> attributes.put(name, attribute(value)));
        return MessageAttributes.of(attributes);
    }

    /** The texts for each protocol of {@code record}, when it has such. */
    public static Optional<MessageStructure> structure(TopicPublication record) {
        return record.structured() ? Optional.of(MessageStructure.parse(record.message())) : Optional.empty();
    }

    private static QueueDelivery.Attribute attribute(MessageAttribute value) {
        return switch (value) {
            case MessageAttribute.Text(var type, var text) -> new QueueDelivery.Attribute(type, text, null);
            case MessageAttribute.Binary(var type, var bytes) -> new QueueDelivery.Attribute(type, null, bytes);
        };
    }

    private static MessageAttribute attribute(QueueDelivery.Attribute attribute) {
        Blob binary = attribute.binary();
        String text = attribute.text();
        return binary == null
                ? new MessageAttribute.Text(attribute.type(), text == null ? "" : text)
                : new MessageAttribute.Binary(attribute.type(), binary);
    }
}

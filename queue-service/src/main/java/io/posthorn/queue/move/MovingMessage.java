package io.posthorn.queue.move;

import io.posthorn.platform.arn.Arn;
import io.posthorn.platform.event.QueueDelivery;
import io.posthorn.queue.message.AttributeValue;
import io.posthorn.queue.message.MessageAttributes;
import io.posthorn.queue.message.MessageLimits;
import io.posthorn.queue.message.MessageMd5;
import io.posthorn.queue.message.StoredAttributes;
import io.posthorn.queue.message.StoredAttributesCodec;
import io.posthorn.queue.queue.QueueKey;
import io.posthorn.queue.seal.DeduplicationKeys;
import io.posthorn.queue.state.History;
import io.posthorn.queue.state.MessageId;
import io.posthorn.queue.state.NewMessage;
import io.posthorn.queue.state.Payload;
import io.posthorn.queue.state.StoredMessage;
import io.posthorn.wire.Blob;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A message as it is written on the way between queues, and as it is again where it arrives. */
public final class MovingMessage {
    private static final String TRACE_HEADER = "AWSTraceHeader";
    private static final String STRING = "String";

    private MovingMessage() {}

    /**
     * A message that leaves.
     *
     * @param payload its payload, unsealed
     * @param source the ARN of the queue that it leaves, when it will be known as a dead letter of it
     */
    public static QueueDelivery.Message leaving(StoredMessage message, Payload payload, Optional<String> source) {
        StoredAttributes stored = StoredAttributesCodec.decode(payload.attributes());
        Map<String, QueueDelivery.Attribute> attributes = new TreeMap<>();
        stored.attributes().values().forEach((name, value) -> attributes.put(name, attribute(value)));
        Map<String, QueueDelivery.Attribute> system = stored.traceHeader()
                .map(header -> Map.of(TRACE_HEADER, new QueueDelivery.Attribute(STRING, header, null)))
                .orElse(Map.of());
        return new QueueDelivery.Message(
                message.id().toString(),
                stored.senderId(),
                Blob.of(payload.body()),
                attributes,
                system,
                message.groupId(),
                // The target's own deduplication must not swallow it: the id of the message itself is unlike any
                // other's.
                message.groupId() == null ? null : message.id().toString(),
                message.sentAt(),
                message.receiveCount(),
                message.firstReceived(),
                source.map(Arn::parse).orElse(null));
    }

    /**
     * The message to be accepted by the queue where {@code delivery} arrives. A publication into a FIFO queue without a
     * deduplication id has none here either: whether its content decides, the queue says.
     *
     * @param queue the queue that the delivery names
     * @param deduplicationKeys what stands for the deduplication ids of publications, as for those of sends
     * @param freshIds ids for messages that are sent anew
     * @throws IllegalArgumentException when nothing can store it
     */
    public static NewMessage arriving(
            QueueDelivery delivery, QueueKey queue, DeduplicationKeys deduplicationKeys, Supplier<MessageId> freshIds) {
        QueueDelivery.Message message = delivery.message();
        requireId(message.groupId());
        requireId(message.deduplicationId());
        MessageAttributes attributes = attributes(message);
        StoredAttributes stored = new StoredAttributes(
                message.senderId(),
                Optional.ofNullable(message.systemAttributes().get(TRACE_HEADER))
                        .map(QueueDelivery.Attribute::text),
                switch (delivery.kind()) {
                    case DEAD_LETTER -> Optional.ofNullable(message.sourceArn()).map(Arn::toString);
                    case REDRIVE, PUBLICATION -> Optional.empty();
                },
                switch (delivery.kind()) {
                    case PUBLICATION ->
                        Optional.ofNullable(message.deduplicationId())
                                .filter(_ -> queue.name().isFifo());
                    case DEAD_LETTER, REDRIVE -> Optional.empty();
                },
                attributes);
        byte[] body = message.body().bytes();
        MessageId id =
                switch (delivery.kind()) {
                    case DEAD_LETTER, PUBLICATION -> MessageId.of(UUID.fromString(message.messageId()));
                    case REDRIVE -> freshIds.get();
                };
        return new NewMessage(
                id,
                new Payload(body, StoredAttributesCodec.encode(stored), MessageMd5.ofBody(body), null),
                body.length + attributes.sizeBytes(),
                message.groupId(),
                switch (delivery.kind()) {
                    case DEAD_LETTER -> message.deduplicationId();
                    case REDRIVE -> message.groupId() == null ? null : id.toString();
                    case PUBLICATION ->
                        stored.deduplicationId()
                                .map(given -> deduplicationKeys.of(queue, given))
                                .orElse(null);
                },
                null,
                switch (delivery.kind()) {
                    case DEAD_LETTER ->
                        new History(message.sentAt(), message.receiveCount(), message.firstReceivedAt());
                    case REDRIVE, PUBLICATION -> null;
                });
    }

    private static void requireId(@Nullable String id) {
        if (id != null && !MessageLimits.isId(id)) {
            throw new IllegalArgumentException("a group or deduplication id is 1 to 128 printable characters");
        }
    }

    private static MessageAttributes attributes(QueueDelivery.Message message) {
        Map<String, AttributeValue> values = new TreeMap<>();
        message.attributes().forEach((name, attribute) -> values.put(name, value(attribute)));
        return MessageAttributes.of(values);
    }

    private static QueueDelivery.Attribute attribute(AttributeValue value) {
        return switch (value) {
            case AttributeValue.Text(var type, var text) -> new QueueDelivery.Attribute(type, text, null);
            case AttributeValue.Binary(var type, var bytes) -> new QueueDelivery.Attribute(type, null, bytes);
        };
    }

    private static AttributeValue value(QueueDelivery.Attribute attribute) {
        Blob binary = attribute.binary();
        String text = attribute.text();
        return binary == null
                ? new AttributeValue.Text(attribute.type(), text == null ? "" : text)
                : new AttributeValue.Binary(attribute.type(), binary);
    }
}

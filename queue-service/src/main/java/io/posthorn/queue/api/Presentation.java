package io.posthorn.queue.api;

import io.posthorn.queue.message.AttributeRules;
import io.posthorn.queue.message.AttributeSelection;
import io.posthorn.queue.message.AttributeValue;
import io.posthorn.queue.message.MessageAttributes;
import io.posthorn.queue.message.StoredAttributes;
import io.posthorn.queue.message.StoredAttributesCodec;
import io.posthorn.queue.queue.Dialect;
import io.posthorn.queue.queue.QueueArn;
import io.posthorn.queue.queue.QueueDescription;
import io.posthorn.queue.queue.ReceivedMessage;
import io.posthorn.queue.seal.DeduplicationKeys;
import io.posthorn.queue.state.ContentHash;
import io.posthorn.queue.state.Lease;
import io.posthorn.queue.state.Payload;
import io.posthorn.queue.state.Sequence;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** How one ReceiveMessage wants its messages: with which system attributes and which of the sender's. */
final class Presentation {
    private static final String ALL = "All";

    private final SqsContext sqs;
    private final Set<String> systemAttributes = new HashSet<>();
    private final AttributeSelection attributes;

    /** What {@code input} asks for. Names of system attributes that there are not are ignored. */
    Presentation(SqsContext sqs, ReceiveMessageInput input) {
        this.sqs = sqs;
        systemAttributes.addAll(input.attributeNames());
        systemAttributes.addAll(input.messageSystemAttributeNames());
        attributes = AttributeSelection.of(input.messageAttributeNames());
    }

    /** The message as the caller wants it. */
    Message of(QueueDescription queue, ReceivedMessage received) {
        Lease lease = received.lease();
        Payload payload = received.payload();
        Map<String, String> system = Map.of();
        MessageAttributes selected = MessageAttributes.NONE;
        if (!systemAttributes.isEmpty() || !attributes.isNothing()) {
            StoredAttributes stored = StoredAttributesCodec.decode(payload.attributes());
            system = system(queue, received, stored);
            selected = stored.attributes().selected(attributes);
        }
        return new Message(
                sqs.dialect().messageId(lease.messageId()),
                sqs.handles().text(lease.handle()),
                payload.bodyMd5(),
                new String(payload.body(), StandardCharsets.UTF_8),
                system,
                selected.md5().orElse(null),
                onWire(selected));
    }

    private Map<String, String> system(QueueDescription queue, ReceivedMessage received, StoredAttributes stored) {
        Lease lease = received.lease();
        Map<String, String> shown = new TreeMap<>();
        put(shown, "SenderId", stored.senderId());
        put(shown, "SentTimestamp", Long.toString(lease.sentAt().toEpochMilli()));
        put(shown, "ApproximateReceiveCount", Integer.toString(lease.receiveCount()));
        put(
                shown,
                "ApproximateFirstReceiveTimestamp",
                Long.toString(lease.firstReceived().toEpochMilli()));
        Dialect dialect = sqs.dialect();
        if (queue.isFifo() || dialect.hasFairQueues()) {
            put(shown, "MessageGroupId", lease.groupId());
        }
        if (dialect.hasMessageSystemAttributes()) {
            put(shown, AttributeRules.TRACE_HEADER, stored.traceHeader().orElse(null));
        }
        stored.deadLetterSource().ifPresent(arn -> put(shown, "DeadLetterQueueSourceArn", QueueArn.in(dialect, arn)));
        if (queue.isFifo()) {
            put(shown, "SequenceNumber", Sequence.wire(lease.sequence()));
            put(shown, "MessageDeduplicationId", deduplicationId(received, stored));
        }
        return shown;
    }

    /** What was given, or the hash of the body that stood in for it; one from another queue has its message's id. */
    private @Nullable String deduplicationId(ReceivedMessage received, StoredAttributes stored) {
        String known = received.lease().deduplicationId();
        return known == null || !DeduplicationKeys.isOne(known)
                ? known
                : stored.deduplicationId()
                        .orElseGet(() -> ContentHash.of(received.payload().body()));
    }

    private void put(Map<String, String> shown, String name, @Nullable String value) {
        if (value != null && (systemAttributes.contains(ALL) || systemAttributes.contains(name))) {
            shown.put(name, value);
        }
    }

    private static Map<String, MessageAttributeValue> onWire(MessageAttributes selected) {
        if (selected.isEmpty()) {
            return Map.of();
        }
        Map<String, MessageAttributeValue> shown = new TreeMap<>();
        selected.values()
                .forEach((name, value) -> shown.put(
                        name,
                        switch (value) {
                            case AttributeValue.Text(String type, String text) ->
                                new MessageAttributeValue(type, text, null, List.of(), List.of());
                            case AttributeValue.Binary(String type, var bytes) ->
                                new MessageAttributeValue(type, null, bytes, List.of(), List.of());
                        }));
        return shown;
    }
}

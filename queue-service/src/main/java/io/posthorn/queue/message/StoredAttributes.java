package io.posthorn.queue.message;

import java.util.Objects;
import java.util.Optional;

/**
 * What is stored with a message's body. {@link StoredAttributesCodec} writes it as bytes.
 *
 * @param senderId SenderId: the unique id of who sent it
 * @param traceHeader AWSTraceHeader, if it was sent
 * @param deadLetterSource the ARN of the queue whose dead letter it is: DeadLetterQueueSourceArn
 * @param deduplicationId MessageDeduplicationId, if the sender gave one
 * @param attributes the sender's own attributes
 */
public record StoredAttributes(
        String senderId,
        Optional<String> traceHeader,
        Optional<String> deadLetterSource,
        Optional<String> deduplicationId,
        MessageAttributes attributes) {
    public StoredAttributes {
        Objects.requireNonNull(senderId);
        Objects.requireNonNull(traceHeader);
        Objects.requireNonNull(deadLetterSource);
        Objects.requireNonNull(deduplicationId);
        Objects.requireNonNull(attributes);
    }

    /** The same as a dead letter of the queue {@code arn}. */
    public StoredAttributes withDeadLetterSource(String arn) {
        return new StoredAttributes(senderId, traceHeader, Optional.of(arn), deduplicationId, attributes);
    }

    /** The same as a message that is no dead letter (any more). */
    public StoredAttributes withoutDeadLetterSource() {
        return new StoredAttributes(senderId, traceHeader, Optional.empty(), deduplicationId, attributes);
    }

    /** Whether there are attributes, not their values: they are a message's. */
    @Override
    public String toString() {
        return "StoredAttributes[" + attributes.values().size() + " attributes]";
    }
}

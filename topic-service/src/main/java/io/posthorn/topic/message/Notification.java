package io.posthorn.topic.message;

import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * What subscribers get for a published message. Every try of its delivery carries the same.
 *
 * @param messageId MessageId
 * @param sequenceNumber SequenceNumber, of a FIFO topic's message only, which is not signed
 * @param topicArn TopicArn
 * @param subject Subject, if one was sent
 * @param message Message, as the subscription's protocol gets it
 * @param timestamp when it was published, of which milliseconds count
 * @param attributes MessageAttributes
 */
public record Notification(
        String messageId,
        Optional<String> sequenceNumber,
        String topicArn,
        Optional<String> subject,
        String message,
        Instant timestamp,
        MessageAttributes attributes) {
    /** Type, and the header x-amz-sns-message-type. */
    public static final String TYPE = "Notification";

    public Notification {
        Objects.requireNonNull(messageId);
        Objects.requireNonNull(sequenceNumber);
        Objects.requireNonNull(topicArn);
        Objects.requireNonNull(subject);
        Objects.requireNonNull(message);
        Objects.requireNonNull(timestamp);
        Objects.requireNonNull(attributes);
    }

    /** What the signature is of. */
    public String signingText() {
        SigningText text = new SigningText().with("Message", message).with("MessageId", messageId);
        subject.ifPresent(value -> text.with("Subject", value));
        return text.with("Timestamp", Document.timestamp(timestamp))
                .with("TopicArn", topicArn)
                .with("Type", TYPE)
                .print();
    }

    /**
     * The JSON document.
     *
     * @param signature of {@link #signingText}; empty for a message with a SequenceNumber
     * @param unsubscribeUrl UnsubscribeURL
     */
    public String json(Optional<Signature> signature, String unsubscribeUrl) {
        if (sequenceNumber.isPresent() && signature.isPresent()) {
            throw new IllegalArgumentException("messages of FIFO topics are not signed");
        }
        Document document = Document.of(TYPE).with("MessageId", messageId);
        sequenceNumber.ifPresent(value -> document.with("SequenceNumber", value));
        document.with("TopicArn", topicArn);
        subject.ifPresent(value -> document.with("Subject", value));
        document.with("Message", message).with("Timestamp", Document.timestamp(timestamp));
        signature.ifPresent(document::with);
        return document.with("UnsubscribeURL", unsubscribeUrl).with(attributes).print();
    }

    /** Which message it is: all else is the message's. */
    @Override
    public String toString() {
        return "Notification[" + messageId + "]";
    }
}

package io.posthorn.topic.webhook;

import io.posthorn.platform.event.Event;
import io.posthorn.platform.event.EventCodec;
import io.posthorn.platform.event.QueueDelivery;
import io.posthorn.platform.event.TopicPublication;
import io.posthorn.topic.message.Notification;
import io.posthorn.topic.message.Signature;
import io.posthorn.topic.publish.Published;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A publication as it is kept for its deliveries by HTTP: all that its subscribers' documents share.
 *
 * @param schemaVersion {@value #SCHEMA_VERSION}
 * @param topicArn the topic
 * @param messageId what the publisher was answered
 * @param sequenceNumber on FIFO topics; null on others
 * @param subject null for none
 * @param message what subscribers by the protocol get
 * @param publishedAt when the publication was accepted
 * @param attributes the message attributes
 * @param groupId the message group; null for none
 * @param deduplicationId null on standard topics
 * @param signature of the notification; null on FIFO topics and where nobody gets an envelope
 */
public record NotificationContent(
        int schemaVersion,
        String topicArn,
        String messageId,
        @Nullable String sequenceNumber,
        @Nullable String subject,
        String message,
        Instant publishedAt,
        Map<String, QueueDelivery.Attribute> attributes,
        @Nullable String groupId,
        @Nullable String deduplicationId,
        @Nullable Signature signature)
        implements Event {
    /** The newest version of this record. */
    public static final int SCHEMA_VERSION = 1;

    /** Reads and writes it. */
    public static final EventCodec<NotificationContent> CODEC =
            EventCodec.of(NotificationContent.class, SCHEMA_VERSION);

    public NotificationContent {
        Event.requireVersion(schemaVersion);
        Objects.requireNonNull(topicArn);
        Objects.requireNonNull(messageId);
        Objects.requireNonNull(message);
        Objects.requireNonNull(publishedAt);
        attributes = Event.copy(attributes);
    }

    /** What {@code publication} is to subscribers that get {@code text} of it. */
    public static NotificationContent of(
            String topicArn,
            TopicPublication publication,
            Optional<String> sequenceNumber,
            String text,
            Optional<Signature> signature) {
        return new NotificationContent(
                SCHEMA_VERSION,
                topicArn,
                publication.messageId(),
                sequenceNumber.orElse(null),
                publication.subject(),
                text,
                publication.publishedAt(),
                publication.attributes(),
                publication.groupId(),
                publication.deduplicationId(),
                signature.orElse(null));
    }

    /** The document that is signed. */
    Notification notification() {
        return new Notification(
                messageId,
                Optional.ofNullable(sequenceNumber),
                topicArn,
                Optional.ofNullable(subject),
                message,
                publishedAt,
                Published.attributes(attributes));
    }

    /** Its id only: what was published is the users'. */
    @Override
    public String toString() {
        return "NotificationContent[" + messageId + "]";
    }
}

package io.posthorn.platform.event;

import io.posthorn.platform.AccountId;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What was published to a topic, on {@link Topics#TOPIC_PUBLICATIONS}. To a FIFO topic its place there is its order: the
 * publications of one group are in one partition.
 *
 * @param schemaVersion {@value #SCHEMA_VERSION}
 * @param account the account that owns the topic
 * @param region the topic's region
 * @param topic the topic's name
 * @param topicId the topic's number: a topic of the same name made later has another
 * @param messageId what the publisher was answered
 * @param publishedAt when the publication was accepted
 * @param subject null for none
 * @param message the message as it was published
 * @param structured whether {@code message} is a JSON object with a text for each protocol
 * @param attributes the message attributes, in the publisher's order
 * @param groupId the message group; null for none
 * @param deduplicationId given or made of the message; null on standard topics
 */
public record TopicPublication(
        int schemaVersion,
        AccountId account,
        String region,
        String topic,
        long topicId,
        String messageId,
        Instant publishedAt,
        @Nullable String subject,
        String message,
        boolean structured,
        Map<String, QueueDelivery.Attribute> attributes,
        @Nullable String groupId,
        @Nullable String deduplicationId)
        implements Event {
    /** The newest version of this record. */
    public static final int SCHEMA_VERSION = 1;

    /** Reads and writes it. */
    public static final EventCodec<TopicPublication> CODEC = EventCodec.of(TopicPublication.class, SCHEMA_VERSION);

    public TopicPublication {
        Event.requireVersion(schemaVersion);
        Objects.requireNonNull(account);
        Objects.requireNonNull(region);
        Objects.requireNonNull(topic);
        Objects.requireNonNull(messageId);
        Objects.requireNonNull(publishedAt);
        Objects.requireNonNull(message);
        attributes = Event.copy(attributes);
    }

    /** Its id and topic only: what was published is the users'. */
    @Override
    public String toString() {
        return "TopicPublication[" + messageId + ", topic " + topicId + "]";
    }
}

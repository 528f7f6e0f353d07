package io.posthorn.topic.topic;

import java.util.Objects;
import java.util.UUID;

/**
 * Which subscription: what its ARN says.
 *
 * @param topic the topic that is subscribed
 * @param id unique within the installation
 */
public record SubscriptionKey(TopicKey topic, UUID id) {
    public SubscriptionKey {
        Objects.requireNonNull(topic);
        Objects.requireNonNull(id);
    }

    /** The subscription's ARN, {@code arn:aws:sns:REGION:ACCOUNT:TOPIC:ID}. */
    public String arn() {
        return topic.arn() + ":" + id;
    }

    @Override
    public String toString() {
        return arn();
    }
}

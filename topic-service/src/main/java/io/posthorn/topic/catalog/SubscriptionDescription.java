package io.posthorn.topic.catalog;

import io.posthorn.platform.AccountId;
import io.posthorn.topic.attribute.SubscriptionAttributes;
import io.posthorn.topic.attribute.SubscriptionProtocol;
import io.posthorn.topic.topic.SubscriptionKey;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * A subscription on record.
 *
 * @param topicId the topic's number
 * @param principal the ARN of the identity that subscribed
 * @param attributes also who is subscribed to what, the endpoint without its password
 * @param pending whether its endpoint has not confirmed yet
 * @param authenticated whether somebody who signed confirmed it
 * @param authenticateOnUnsubscribe whether only who signs may delete it
 * @param confirmedAt since when it gets messages
 * @param replay the number of its last replay, 0 for none
 * @param replayStatus how that went
 */
public record SubscriptionDescription(
        SubscriptionKey key,
        long topicId,
        String principal,
        SubscriptionAttributes attributes,
        boolean pending,
        boolean authenticated,
        boolean authenticateOnUnsubscribe,
        Optional<Instant> confirmedAt,
        int replay,
        Optional<String> replayStatus) {
    public SubscriptionDescription {
        Objects.requireNonNull(key);
        Objects.requireNonNull(principal);
        Objects.requireNonNull(attributes);
        Objects.requireNonNull(confirmedAt);
        Objects.requireNonNull(replayStatus);
    }

    /** The account that subscribed. */
    public AccountId owner() {
        return attributes.subscriber().owner();
    }

    /** How messages reach the endpoint. */
    public SubscriptionProtocol protocol() {
        return attributes.subscriber().protocol();
    }

    /** The endpoint as it may be shown, without passwords. */
    public String endpoint() {
        return attributes.subscriber().endpoint();
    }
}

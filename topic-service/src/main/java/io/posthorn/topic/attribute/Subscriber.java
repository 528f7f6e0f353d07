package io.posthorn.topic.attribute;

import io.posthorn.platform.AccountId;
import io.posthorn.topic.topic.TopicKey;
import java.util.Objects;

/**
 * Who is subscribed to what: what a subscription's attributes must fit.
 *
 * @param topic the topic
 * @param owner the account that the subscription belongs to
 * @param protocol how messages reach the endpoint
 * @param endpoint a URL, which may hold a password, or a queue's ARN
 */
public record Subscriber(TopicKey topic, AccountId owner, SubscriptionProtocol protocol, String endpoint) {
    public Subscriber {
        Objects.requireNonNull(topic);
        Objects.requireNonNull(owner);
        Objects.requireNonNull(protocol);
        Objects.requireNonNull(endpoint);
    }

    /** Without the endpoint's password. */
    @Override
    public String toString() {
        return "Subscriber[" + topic + ", " + owner + ", " + protocol.wireName() + ", " + Endpoints.shown(endpoint)
                + "]";
    }
}

package io.posthorn.topic.catalog;

import io.posthorn.topic.attribute.SubscriptionAttributes;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Predicate;

/**
 * A subscription that is asked for.
 *
 * @param id its id, unless there is one to the same endpoint
 * @param principal the ARN of the identity that subscribes
 * @param secret the endpoint with its password, sealed, when it has one
 * @param sameSecret whether another sealed secret is of the same content; told nothing where there is none
 * @param attributes also who is subscribed to what, the endpoint without its password
 * @param confirmation what is needed to confirm it; empty: it is confirmed at once
 */
public record NewSubscription(
        UUID id,
        String principal,
        Optional<byte[]> secret,
        Predicate<Optional<byte[]>> sameSecret,
        SubscriptionAttributes attributes,
        Optional<Confirmation> confirmation) {
    public NewSubscription {
        Objects.requireNonNull(id);
        Objects.requireNonNull(principal);
        Objects.requireNonNull(secret);
        Objects.requireNonNull(sameSecret);
        Objects.requireNonNull(attributes);
        Objects.requireNonNull(confirmation);
    }

    String protocol() {
        return attributes.subscriber().protocol().wireName();
    }

    String endpoint() {
        return attributes.subscriber().endpoint();
    }

    /** The endpoint's protocol only. */
    @Override
    public String toString() {
        return "NewSubscription[" + protocol() + "]";
    }

    /**
     * What confirms a subscription.
     *
     * @param tokenHash SHA-256 of the token that the endpoint is sent
     * @param expiresAt when neither the token nor the subscription is good any more
     */
    public record Confirmation(byte[] tokenHash, Instant expiresAt) {
        public Confirmation {
            Objects.requireNonNull(tokenHash);
            Objects.requireNonNull(expiresAt);
        }

        @Override
        public String toString() {
            return "Confirmation[" + expiresAt + "]";
        }
    }
}

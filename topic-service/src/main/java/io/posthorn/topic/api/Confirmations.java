package io.posthorn.topic.api;

import io.posthorn.topic.catalog.NewSubscription;
import io.posthorn.topic.catalog.SubscriptionDescription;
import io.posthorn.topic.topic.SubscriptionKey;
import io.smallrye.mutiny.Uni;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.random.RandomGenerator;

/** How endpoints are asked whether they want to be subscribed. */
public interface Confirmations {
    /**
     * Sends {@code token} to the endpoint of {@code subscription}; completes when that will happen whatever happens here.
     */
    Uni<Void> send(SubscriptionDescription subscription, Token token);

    /**
     * Tells an endpoint that its subscription is removed and how it is restored; completes when that will happen whatever happens
     * here. The same may be told again.
     */
    Uni<Void> unsubscribed(Ended ended);

    /** {@code http} for endpoints by HTTP, {@code queues} for all others: their owners end their subscriptions, who need not be told. */
    static Confirmations byProtocol(Confirmations http, Confirmations queues) {
        return new Confirmations() {
            @Override
            public Uni<Void> send(SubscriptionDescription subscription, Token token) {
                return of(subscription).send(subscription, token);
            }

            @Override
            public Uni<Void> unsubscribed(Ended ended) {
                return http.unsubscribed(ended);
            }

            private Confirmations of(SubscriptionDescription subscription) {
                return subscription.protocol().isHttp() ? http : queues;
            }
        };
    }

    /**
     * What an endpoint by HTTP is told when somebody else has ended its subscription.
     *
     * @param token what restores the subscription
     * @param messageId the id of what it is told
     * @param at when the subscription ended, of which milliseconds count
     */
    record Ended(SubscriptionKey subscription, Token token, UUID messageId, Instant at) {
        public Ended {
            Objects.requireNonNull(subscription);
            Objects.requireNonNull(token);
            Objects.requireNonNull(messageId);
            Objects.requireNonNull(at);
        }
    }

    /**
     * What confirms a subscription: as good as a signature for that.
     *
     * @param text 288 hex digits
     * @param expiresAt when it is no good any more
     */
    record Token(String text, Instant expiresAt) {
        private static final int BYTES = 144;

        /** A token that nobody can guess. */
        public static Token fresh(RandomGenerator random, Instant expiresAt) {
            byte[] bytes = new byte[BYTES];
            random.nextBytes(bytes);
            return new Token(HexFormat.of().formatHex(bytes), expiresAt);
        }

        /** The token's hash, when {@code text} is of the form of a token. */
        public static Optional<byte[]> hashOf(String text) {
            boolean token =
                    text.length() == 2 * BYTES && text.chars().allMatch(c -> Character.digit(c, 16) >= 0 && c < 128);
            return token ? Optional.of(hash(text)) : Optional.empty();
        }

        /** What is stored of it. */
        NewSubscription.Confirmation stored() {
            return new NewSubscription.Confirmation(hash(text), expiresAt);
        }

        private static byte[] hash(String text) {
            try {
                return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.US_ASCII));
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException("every Java platform has SHA-256", e);
            }
        }

        /** Without the token. */
        @Override
        public String toString() {
            return "Token[" + expiresAt + "]";
        }
    }
}

package io.posthorn.topic.catalog;

import java.time.Instant;
import java.util.Objects;
import java.util.UUID;

/**
 * The end of a subscription that may be restored, and that its endpoint is to be told of.
 *
 * @param restoring what restores the subscription
 * @param sealedToken the token, sealed for the subscription: kept until the endpoint is told
 * @param messageId the id of what the endpoint is told
 * @param at when the subscription ended
 */
public record Removal(NewSubscription.Confirmation restoring, byte[] sealedToken, UUID messageId, Instant at) {
    public Removal {
        Objects.requireNonNull(restoring);
        Objects.requireNonNull(sealedToken);
        Objects.requireNonNull(messageId);
        Objects.requireNonNull(at);
    }

    /** Its id and time only. */
    @Override
    public String toString() {
        return "Removal[" + messageId + ", " + at + "]";
    }
}

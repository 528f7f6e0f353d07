package io.posthorn.topic.attribute;

import java.util.Objects;
import java.util.Optional;

/**
 * What became of a subscription, as GetSubscriptionAttributes tells it beside the attributes.
 *
 * @param pendingConfirmation whether its endpoint has not confirmed it yet
 * @param confirmationWasAuthenticated whether who confirmed it was signed in
 * @param principal the ARN of the identity that subscribed, when it is known
 * @param replayStatus how far a replay is, when there is one
 */
public record SubscriptionStanding(
        boolean pendingConfirmation,
        boolean confirmationWasAuthenticated,
        Optional<String> principal,
        Optional<String> replayStatus) {
    public SubscriptionStanding {
        Objects.requireNonNull(principal);
        Objects.requireNonNull(replayStatus);
    }
}

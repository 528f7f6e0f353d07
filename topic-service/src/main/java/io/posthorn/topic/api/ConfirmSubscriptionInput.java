package io.posthorn.topic.api;

import org.jspecify.annotations.Nullable;

/** What ConfirmSubscription is asked. */
public record ConfirmSubscriptionInput(
        @Nullable String topicArn,
        @Nullable String token,
        @Nullable String authenticateOnUnsubscribe) {
    /** The name only: what a user sent belongs in no log. */
    @Override
    public String toString() {
        return "ConfirmSubscriptionInput";
    }
}

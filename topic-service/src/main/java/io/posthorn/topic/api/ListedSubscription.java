package io.posthorn.topic.api;

import io.posthorn.topic.catalog.SubscriptionDescription;

/** A subscription in a list. */
public record ListedSubscription(
        String subscriptionArn, String owner, String protocol, String endpoint, String topicArn) {
    private static final String PENDING = "PendingConfirmation";

    /** As lists show it: one that is pending without its ARN. */
    static ListedSubscription of(SubscriptionDescription subscription) {
        return new ListedSubscription(
                subscription.pending() ? PENDING : subscription.key().arn(),
                subscription.owner().value(),
                subscription.protocol().wireName(),
                subscription.endpoint(),
                subscription.key().topic().arn().toString());
    }
}

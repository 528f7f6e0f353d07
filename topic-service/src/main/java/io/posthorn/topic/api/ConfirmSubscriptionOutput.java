package io.posthorn.topic.api;

/** What ConfirmSubscription answers. */
public record ConfirmSubscriptionOutput(String subscriptionArn) {}

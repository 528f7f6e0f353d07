package io.posthorn.topic.api;

/** What Subscribe answers. */
public record SubscribeOutput(String subscriptionArn) {}

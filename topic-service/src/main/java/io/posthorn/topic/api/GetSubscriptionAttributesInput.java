package io.posthorn.topic.api;

import org.jspecify.annotations.Nullable;

/** What GetSubscriptionAttributes is asked. */
public record GetSubscriptionAttributesInput(@Nullable String subscriptionArn) {}

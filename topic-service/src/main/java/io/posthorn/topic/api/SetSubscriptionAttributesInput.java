package io.posthorn.topic.api;

import org.jspecify.annotations.Nullable;

/** What SetSubscriptionAttributes is asked. */
public record SetSubscriptionAttributesInput(
        @Nullable String subscriptionArn,
        @Nullable String attributeName,
        @Nullable String attributeValue) {}

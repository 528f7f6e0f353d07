package io.posthorn.topic.api;

import org.jspecify.annotations.Nullable;

/** What Unsubscribe is asked. */
public record UnsubscribeInput(@Nullable String subscriptionArn) {}

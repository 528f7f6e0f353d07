package io.posthorn.topic.api;

import org.jspecify.annotations.Nullable;

/** What ListSubscriptions is asked. */
public record ListSubscriptionsInput(@Nullable String nextToken) {}

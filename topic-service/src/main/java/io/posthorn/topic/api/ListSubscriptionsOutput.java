package io.posthorn.topic.api;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What ListSubscriptions answers. */
public record ListSubscriptionsOutput(
        List<ListedSubscription> subscriptions, @Nullable String nextToken) {}

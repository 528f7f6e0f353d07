package io.posthorn.topic.api;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What ListSubscriptionsByTopic answers. */
public record ListSubscriptionsByTopicOutput(
        List<ListedSubscription> subscriptions, @Nullable String nextToken) {}

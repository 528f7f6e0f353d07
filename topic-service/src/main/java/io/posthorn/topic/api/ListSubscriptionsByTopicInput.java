package io.posthorn.topic.api;

import org.jspecify.annotations.Nullable;

/** What ListSubscriptionsByTopic is asked. */
public record ListSubscriptionsByTopicInput(
        @Nullable String topicArn, @Nullable String nextToken) {}

package io.posthorn.topic.api;

import org.jspecify.annotations.Nullable;

/** What DeleteTopic is asked. */
public record DeleteTopicInput(@Nullable String topicArn) {}

package io.posthorn.topic.api;

import org.jspecify.annotations.Nullable;

/** What GetTopicAttributes is asked. */
public record GetTopicAttributesInput(@Nullable String topicArn) {}

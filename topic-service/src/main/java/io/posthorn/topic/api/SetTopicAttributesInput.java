package io.posthorn.topic.api;

import org.jspecify.annotations.Nullable;

/** What SetTopicAttributes is asked. */
public record SetTopicAttributesInput(
        @Nullable String topicArn,
        @Nullable String attributeName,
        @Nullable String attributeValue) {}

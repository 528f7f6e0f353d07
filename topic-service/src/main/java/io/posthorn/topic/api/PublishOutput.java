package io.posthorn.topic.api;

import org.jspecify.annotations.Nullable;

/** What Publish answers. */
public record PublishOutput(String messageId, @Nullable String sequenceNumber) {}

package io.posthorn.topic.api;

import org.jspecify.annotations.Nullable;

/** A message of a batch that was published. */
public record PublishBatchResultEntry(
        String id, String messageId, @Nullable String sequenceNumber) {}

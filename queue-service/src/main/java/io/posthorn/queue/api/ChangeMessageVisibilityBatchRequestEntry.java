package io.posthorn.queue.api;

import org.jspecify.annotations.Nullable;

/** One message of ChangeMessageVisibilityBatch. */
public record ChangeMessageVisibilityBatchRequestEntry(
        @Nullable String id,
        @Nullable String receiptHandle,
        @Nullable Integer visibilityTimeout) {}

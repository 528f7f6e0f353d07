package io.posthorn.queue.api;

import org.jspecify.annotations.Nullable;

/** One message of DeleteMessageBatch. */
public record DeleteMessageBatchRequestEntry(
        @Nullable String id, @Nullable String receiptHandle) {}

package io.posthorn.queue.api;

import org.jspecify.annotations.Nullable;

/** What ChangeMessageVisibility is asked. */
public record ChangeMessageVisibilityInput(
        @Nullable String queueUrl,
        @Nullable String receiptHandle,
        @Nullable Integer visibilityTimeout) {}

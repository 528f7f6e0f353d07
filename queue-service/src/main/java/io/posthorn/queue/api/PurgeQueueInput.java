package io.posthorn.queue.api;

import org.jspecify.annotations.Nullable;

/** What PurgeQueue is asked. */
public record PurgeQueueInput(@Nullable String queueUrl) {}

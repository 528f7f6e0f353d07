package io.posthorn.queue.api;

import org.jspecify.annotations.Nullable;

/** What DeleteQueue is asked. */
public record DeleteQueueInput(@Nullable String queueUrl) {}

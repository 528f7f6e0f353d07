package io.posthorn.queue.api;

import org.jspecify.annotations.Nullable;

/** What ListDeadLetterSourceQueues is asked. */
public record ListDeadLetterSourceQueuesInput(
        @Nullable String queueUrl,
        @Nullable Integer maxResults,
        @Nullable String nextToken) {}

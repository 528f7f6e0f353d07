package io.posthorn.queue.api;

import org.jspecify.annotations.Nullable;

/** What ListQueues is asked. */
public record ListQueuesInput(
        @Nullable String queueNamePrefix,
        @Nullable Integer maxResults,
        @Nullable String nextToken) {}

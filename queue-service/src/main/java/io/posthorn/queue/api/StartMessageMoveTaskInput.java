package io.posthorn.queue.api;

import org.jspecify.annotations.Nullable;

/** What StartMessageMoveTask is asked. */
public record StartMessageMoveTaskInput(
        @Nullable String sourceArn,
        @Nullable String destinationArn,
        @Nullable Integer maxNumberOfMessagesPerSecond) {}

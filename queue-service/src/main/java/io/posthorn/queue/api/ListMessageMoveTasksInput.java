package io.posthorn.queue.api;

import org.jspecify.annotations.Nullable;

/** What ListMessageMoveTasks is asked. */
public record ListMessageMoveTasksInput(
        @Nullable String sourceArn, @Nullable Integer maxResults) {}

package io.posthorn.queue.api;

import org.jspecify.annotations.Nullable;

/** A move task as ListMessageMoveTasks shows it. */
public record ListMessageMoveTasksResultEntry(
        @Nullable String taskHandle,
        String status,
        String sourceArn,
        @Nullable String destinationArn,
        @Nullable Integer maxNumberOfMessagesPerSecond,
        Long approximateNumberOfMessagesMoved,
        @Nullable Long approximateNumberOfMessagesToMove,
        @Nullable String failureReason,
        Long startedTimestamp) {}

package io.posthorn.queue.api;

import org.jspecify.annotations.Nullable;

/** What CancelMessageMoveTask is asked. */
public record CancelMessageMoveTaskInput(@Nullable String taskHandle) {}

package io.posthorn.queue.api;

/** What StartMessageMoveTask answers. */
public record StartMessageMoveTaskOutput(String taskHandle) {}

package io.posthorn.queue.api;

/** What CancelMessageMoveTask answers. */
public record CancelMessageMoveTaskOutput(Long approximateNumberOfMessagesMoved) {}

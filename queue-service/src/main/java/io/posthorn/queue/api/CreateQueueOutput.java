package io.posthorn.queue.api;

/** What CreateQueue answers. */
public record CreateQueueOutput(String queueUrl) {}

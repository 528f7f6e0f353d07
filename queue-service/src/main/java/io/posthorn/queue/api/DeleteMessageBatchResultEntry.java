package io.posthorn.queue.api;

/** A message that DeleteMessageBatch deleted. */
public record DeleteMessageBatchResultEntry(String id) {}

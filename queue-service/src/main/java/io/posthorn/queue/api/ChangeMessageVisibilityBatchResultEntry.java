package io.posthorn.queue.api;

/** A message whose visibility ChangeMessageVisibilityBatch changed. */
public record ChangeMessageVisibilityBatchResultEntry(String id) {}

package io.posthorn.queue.api;

/** An entry of a batch that failed by itself. */
public record BatchResultErrorEntry(String id, Boolean senderFault, String code, String message) {}

package io.posthorn.topic.api;

/** A message of a batch that was not published. */
public record BatchResultErrorEntry(String id, String code, String message, Boolean senderFault) {}

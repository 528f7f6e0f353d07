package io.posthorn.queue.api;

/** What GetQueueUrl answers. */
public record GetQueueUrlOutput(String queueUrl) {}

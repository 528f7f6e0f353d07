package io.posthorn.topic.api;

/** What CreateTopic answers. */
public record CreateTopicOutput(String topicArn) {}

package io.posthorn.topic.api;

/** A topic in a list. */
public record ListedTopic(String topicArn) {}

package io.posthorn.topic.catalog;

/** How many subscriptions a topic has. */
public record Counts(long confirmed, long pending) {}

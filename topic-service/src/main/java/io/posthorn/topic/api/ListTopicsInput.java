package io.posthorn.topic.api;

import org.jspecify.annotations.Nullable;

/** What ListTopics is asked. */
public record ListTopicsInput(@Nullable String nextToken) {}

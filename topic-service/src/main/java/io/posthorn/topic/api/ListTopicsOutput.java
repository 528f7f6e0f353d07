package io.posthorn.topic.api;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What ListTopics answers. */
public record ListTopicsOutput(
        List<ListedTopic> topics, @Nullable String nextToken) {}

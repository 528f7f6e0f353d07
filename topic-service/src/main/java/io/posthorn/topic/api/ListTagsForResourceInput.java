package io.posthorn.topic.api;

import org.jspecify.annotations.Nullable;

/** What ListTagsForResource is asked. */
public record ListTagsForResourceInput(@Nullable String resourceArn) {}

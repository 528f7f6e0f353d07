package io.posthorn.queue.api;

import org.jspecify.annotations.Nullable;

/** What ListQueueTags is asked. */
public record ListQueueTagsInput(@Nullable String queueUrl) {}

package io.posthorn.queue.api;

import org.jspecify.annotations.Nullable;

/** What DeleteMessage is asked. */
public record DeleteMessageInput(
        @Nullable String queueUrl, @Nullable String receiptHandle) {}

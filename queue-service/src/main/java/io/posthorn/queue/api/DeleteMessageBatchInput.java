package io.posthorn.queue.api;

import io.posthorn.wire.Flattened;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What DeleteMessageBatch is asked. */
public record DeleteMessageBatchInput(
        @Nullable String queueUrl,
        @Flattened("DeleteMessageBatchRequestEntry") List<DeleteMessageBatchRequestEntry> entries) {}

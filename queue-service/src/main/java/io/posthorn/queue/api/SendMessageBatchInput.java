package io.posthorn.queue.api;

import io.posthorn.wire.Flattened;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What SendMessageBatch is asked. */
public record SendMessageBatchInput(
        @Nullable String queueUrl,
        @Flattened("SendMessageBatchRequestEntry") List<SendMessageBatchRequestEntry> entries) {}

package io.posthorn.queue.api;

import io.posthorn.wire.Flattened;
import java.util.List;

/** What DeleteMessageBatch answers. */
public record DeleteMessageBatchOutput(
        @Flattened("DeleteMessageBatchResultEntry") List<DeleteMessageBatchResultEntry> successful,
        @Flattened("BatchResultErrorEntry") List<BatchResultErrorEntry> failed) {}

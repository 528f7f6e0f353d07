package io.posthorn.queue.api;

import io.posthorn.wire.Flattened;
import java.util.List;

/** What SendMessageBatch answers. */
public record SendMessageBatchOutput(
        @Flattened("SendMessageBatchResultEntry") List<SendMessageBatchResultEntry> successful,
        @Flattened("BatchResultErrorEntry") List<BatchResultErrorEntry> failed) {}

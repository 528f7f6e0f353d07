package io.posthorn.queue.api;

import io.posthorn.wire.Flattened;
import java.util.List;

/** What ChangeMessageVisibilityBatch answers. */
public record ChangeMessageVisibilityBatchOutput(
        @Flattened("ChangeMessageVisibilityBatchResultEntry")
        List<ChangeMessageVisibilityBatchResultEntry> successful,

        @Flattened("BatchResultErrorEntry") List<BatchResultErrorEntry> failed) {}

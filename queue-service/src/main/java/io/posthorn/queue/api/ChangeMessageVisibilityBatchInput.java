package io.posthorn.queue.api;

import io.posthorn.wire.Flattened;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What ChangeMessageVisibilityBatch is asked. */
public record ChangeMessageVisibilityBatchInput(
        @Nullable String queueUrl,

        @Flattened("ChangeMessageVisibilityBatchRequestEntry")
        List<ChangeMessageVisibilityBatchRequestEntry> entries) {}

package io.posthorn.queue.api;

import io.posthorn.wire.Flattened;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What GetQueueAttributes is asked. */
public record GetQueueAttributesInput(
        @Nullable String queueUrl,
        @Flattened("AttributeName") List<String> attributeNames) {}

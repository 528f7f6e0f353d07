package io.posthorn.queue.api;

import io.posthorn.wire.Flattened;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What UntagQueue is asked. */
public record UntagQueueInput(
        @Nullable String queueUrl, @Flattened("TagKey") List<String> tagKeys) {}

package io.posthorn.queue.api;

import io.posthorn.wire.Flattened;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What ListQueues answers. */
public record ListQueuesOutput(
        @Flattened("QueueUrl") List<String> queueUrls,
        @Nullable String nextToken) {}

package io.posthorn.queue.api;

import io.posthorn.wire.Flattened;
import io.posthorn.wire.QueryJsonName;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What ListQueues answers. */
public record ListQueuesOutput(
        @Flattened("QueueUrl") @QueryJsonName("queueUrls") List<String> queueUrls,
        @Nullable String nextToken) {}

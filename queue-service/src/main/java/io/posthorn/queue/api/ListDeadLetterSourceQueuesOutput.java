package io.posthorn.queue.api;

import io.posthorn.wire.Flattened;
import io.posthorn.wire.WireName;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What ListDeadLetterSourceQueues answers. */
public record ListDeadLetterSourceQueuesOutput(
        @WireName("queueUrls") @Flattened("QueueUrl") List<String> queueUrls,
        @Nullable String nextToken) {}

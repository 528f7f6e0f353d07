package io.posthorn.queue.api;

import io.posthorn.wire.Flattened;
import io.posthorn.wire.QueryMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What TagQueue is asked. */
public record TagQueueInput(
        @Nullable String queueUrl,

        @Flattened("Tag") @QueryMap(key = "Key", value = "Value")
        Map<String, String> tags) {}

package io.posthorn.queue.api;

import io.posthorn.wire.Flattened;
import io.posthorn.wire.QueryMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What SetQueueAttributes is asked. */
public record SetQueueAttributesInput(
        @Nullable String queueUrl,

        @Flattened("Attribute") @QueryMap(key = "Name", value = "Value") @Nullable
        Map<String, String> attributes) {}

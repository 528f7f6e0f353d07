package io.posthorn.queue.api;

import io.posthorn.wire.Flattened;
import io.posthorn.wire.QueryMap;
import java.util.Map;

/** What GetQueueAttributes answers. */
public record GetQueueAttributesOutput(
        @Flattened("Attribute") @QueryMap(key = "Name", value = "Value")
        Map<String, String> attributes) {}

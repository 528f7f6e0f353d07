package io.posthorn.queue.api;

import io.posthorn.wire.Flattened;
import io.posthorn.wire.QueryMap;
import java.util.Map;

/** What ListQueueTags answers. */
public record ListQueueTagsOutput(
        @Flattened("Tag") @QueryMap(key = "Key", value = "Value")
        Map<String, String> tags) {}

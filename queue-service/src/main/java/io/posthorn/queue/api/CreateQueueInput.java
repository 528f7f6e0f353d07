package io.posthorn.queue.api;

import io.posthorn.wire.Flattened;
import io.posthorn.wire.QueryMap;
import io.posthorn.wire.WireName;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What CreateQueue is asked. */
public record CreateQueueInput(
        @Nullable String queueName,

        @Flattened("Attribute") @QueryMap(key = "Name", value = "Value")
        Map<String, String> attributes,

        @WireName("tags") @Flattened("Tag") @QueryMap(key = "Key", value = "Value")
        Map<String, String> tags) {}

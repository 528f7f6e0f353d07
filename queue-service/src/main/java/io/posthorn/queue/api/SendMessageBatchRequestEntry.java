package io.posthorn.queue.api;

import io.posthorn.wire.Flattened;
import io.posthorn.wire.QueryMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One message of SendMessageBatch. */
public record SendMessageBatchRequestEntry(
        @Nullable String id,
        @Nullable String messageBody,
        @Nullable Integer delaySeconds,

        @Flattened("MessageAttribute") @QueryMap(key = "Name", value = "Value")
        Map<String, MessageAttributeValue> messageAttributes,

        @Flattened("MessageSystemAttribute") @QueryMap(key = "Name", value = "Value")
        Map<String, MessageAttributeValue> messageSystemAttributes,

        @Nullable String messageDeduplicationId,
        @Nullable String messageGroupId) {
    /** The name only: what a user sent belongs in no log. */
    @Override
    public String toString() {
        return "SendMessageBatchRequestEntry";
    }
}

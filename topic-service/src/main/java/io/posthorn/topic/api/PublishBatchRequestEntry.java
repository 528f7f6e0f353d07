package io.posthorn.topic.api;

import io.posthorn.wire.QueryMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One message of a batch. */
public record PublishBatchRequestEntry(
        @Nullable String id,
        @Nullable String message,
        @Nullable String subject,
        @Nullable String messageStructure,
        @QueryMap(key = "Name", value = "Value") Map<String, MessageAttributeValue> messageAttributes,
        @Nullable String messageDeduplicationId,
        @Nullable String messageGroupId) {
    /** The name only: what a user sent belongs in no log. */
    @Override
    public String toString() {
        return "PublishBatchRequestEntry";
    }
}

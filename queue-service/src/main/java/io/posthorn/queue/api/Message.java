package io.posthorn.queue.api;

import io.posthorn.wire.Flattened;
import io.posthorn.wire.QueryMap;
import io.posthorn.wire.WireName;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A message as ReceiveMessage hands it out. */
public record Message(
        String messageId,
        String receiptHandle,
        @WireName("MD5OfBody") String md5OfBody,
        String body,

        @Flattened("Attribute") @QueryMap(key = "Name", value = "Value")
        Map<String, String> attributes,

        @WireName("MD5OfMessageAttributes") @Nullable String md5OfMessageAttributes,

        @Flattened("MessageAttribute") @QueryMap(key = "Name", value = "Value")
        Map<String, MessageAttributeValue> messageAttributes) {
    /** The name only: what a user sent belongs in no log. */
    @Override
    public String toString() {
        return "Message";
    }
}

package io.posthorn.queue.api;

import io.posthorn.queue.message.AttributeInput;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A message as it was sent, alone or in a batch, not checked yet.
 *
 * @param body MessageBody
 * @param delaySeconds DelaySeconds
 * @param attributes MessageAttributes
 * @param systemAttributes MessageSystemAttributes
 * @param deduplicationId MessageDeduplicationId
 * @param groupId MessageGroupId
 */
record Draft(
        @Nullable String body,
        @Nullable Integer delaySeconds,
        Map<String, AttributeInput> attributes,
        Map<String, AttributeInput> systemAttributes,
        @Nullable String deduplicationId,
        @Nullable String groupId) {
    static Draft of(SendMessageInput input) {
        return new Draft(
                input.messageBody(),
                input.delaySeconds(),
                inputs(input.messageAttributes()),
                inputs(input.messageSystemAttributes()),
                input.messageDeduplicationId(),
                input.messageGroupId());
    }

    static Draft of(SendMessageBatchRequestEntry entry) {
        return new Draft(
                entry.messageBody(),
                entry.delaySeconds(),
                inputs(entry.messageAttributes()),
                inputs(entry.messageSystemAttributes()),
                entry.messageDeduplicationId(),
                entry.messageGroupId());
    }

    /** What counts towards the limits of a batch: body and attributes, without system attributes, in bytes. */
    long sizeBytes() {
        long size = body == null ? 0 : utf8(body);
        for (Map.Entry<String, AttributeInput> attribute : attributes.entrySet()) {
            AttributeInput value = attribute.getValue();
            size += utf8(attribute.getKey());
            size += value.dataType() == null ? 0 : utf8(value.dataType());
            size += value.text() == null ? 0 : utf8(value.text());
            size += value.binary() == null ? 0 : value.binary().size();
        }
        return size;
    }

    /** The name only: what a user sent belongs in no log. */
    @Override
    public String toString() {
        return "Draft";
    }

    private static int utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }

    private static Map<String, AttributeInput> inputs(Map<String, MessageAttributeValue> sent) {
        if (sent.isEmpty()) {
            return Map.of();
        }
        Map<String, AttributeInput> inputs = new HashMap<>();
        sent.forEach((name, value) -> inputs.put(
                name,
                new AttributeInput(
                        value.dataType(),
                        value.stringValue(),
                        value.binaryValue(),
                        !value.stringListValues().isEmpty()
                                || !value.binaryListValues().isEmpty())));
        return inputs;
    }
}

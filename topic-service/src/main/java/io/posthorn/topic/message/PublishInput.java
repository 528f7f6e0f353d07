package io.posthorn.topic.message;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A message as a publisher sent it, alone or in a batch, not checked yet.
 *
 * @param message Message
 * @param subject Subject, absent if none was sent
 * @param messageStructure MessageStructure, absent if none was sent
 * @param attributes MessageAttributes
 * @param groupId MessageGroupId, absent if none was sent
 * @param deduplicationId MessageDeduplicationId, absent if none was sent
 */
public record PublishInput(
        @Nullable String message,
        @Nullable String subject,
        @Nullable String messageStructure,
        Map<String, AttributeInput> attributes,
        @Nullable String groupId,
        @Nullable String deduplicationId) {
    public PublishInput {
        attributes = Map.copyOf(attributes);
    }

    /** How many attributes there are: all else is a message's. */
    @Override
    public String toString() {
        return "PublishInput[" + attributes.size() + " attributes]";
    }
}

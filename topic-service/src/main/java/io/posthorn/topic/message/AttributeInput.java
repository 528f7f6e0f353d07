package io.posthorn.topic.message;

import io.posthorn.wire.Blob;
import org.jspecify.annotations.Nullable;

/**
 * A message attribute as it was sent, not checked yet.
 *
 * @param dataType DataType, absent if none was sent
 * @param text StringValue, absent if none was sent
 * @param binary BinaryValue, absent if none was sent
 */
public record AttributeInput(
        @Nullable String dataType,
        @Nullable String text,
        @Nullable Blob binary) {
    /** The type only: the value is a message's. */
    @Override
    public String toString() {
        return "AttributeInput[" + dataType + "]";
    }
}

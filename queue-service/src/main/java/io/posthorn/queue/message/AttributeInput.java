package io.posthorn.queue.message;

import io.posthorn.wire.Blob;
import org.jspecify.annotations.Nullable;

/**
 * A message attribute as it was sent, not checked yet.
 *
 * @param dataType the type, absent if none was sent
 * @param text StringValue, absent if none was sent
 * @param binary BinaryValue, absent if none was sent
 * @param hasLists whether values came as lists, which no action supports
 */
public record AttributeInput(
        @Nullable String dataType,
        @Nullable String text,
        @Nullable Blob binary,
        boolean hasLists) {}

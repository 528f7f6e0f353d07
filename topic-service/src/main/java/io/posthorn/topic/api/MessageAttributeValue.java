package io.posthorn.topic.api;

import io.posthorn.wire.Blob;
import org.jspecify.annotations.Nullable;

/** An attribute of a message on the wire. */
public record MessageAttributeValue(
        @Nullable String dataType,
        @Nullable String stringValue,
        @Nullable Blob binaryValue) {
    /** The name only: what a user sent belongs in no log. */
    @Override
    public String toString() {
        return "MessageAttributeValue";
    }
}

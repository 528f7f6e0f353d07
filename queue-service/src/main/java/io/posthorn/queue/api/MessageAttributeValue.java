package io.posthorn.queue.api;

import io.posthorn.wire.Blob;
import io.posthorn.wire.Flattened;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An attribute of a message on the wire. */
public record MessageAttributeValue(
        @Nullable String dataType,
        @Nullable String stringValue,
        @Nullable Blob binaryValue,
        @Flattened("StringListValue") List<String> stringListValues,
        @Flattened("BinaryListValue") List<Blob> binaryListValues) {
    /** The name only: what a user sent belongs in no log. */
    @Override
    public String toString() {
        return "MessageAttributeValue";
    }
}

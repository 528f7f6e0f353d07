package io.posthorn.topic.message;

import io.posthorn.wire.Blob;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/** A message attribute: what it is said to be, and the value as it was sent. */
public sealed interface MessageAttribute {
    /** {@code String}, {@code Number} or {@code Binary}, with the sender's own label after a dot if one was given. */
    String dataType();

    /** How many bytes the value has: UTF-8 of a text. */
    int valueBytes();

    /** A String, a Number or a String.Array; numbers and arrays are kept as they were written. */
    record Text(String dataType, String value) implements MessageAttribute {
        public Text {
            Objects.requireNonNull(dataType);
            Objects.requireNonNull(value);
        }

        @Override
        public int valueBytes() {
            return value.getBytes(StandardCharsets.UTF_8).length;
        }

        /** The type only: the value is a message's. */
        @Override
        public String toString() {
            return "Text[" + dataType + "]";
        }
    }

    /** Bytes. */
    record Binary(String dataType, Blob value) implements MessageAttribute {
        public Binary {
            Objects.requireNonNull(dataType);
            Objects.requireNonNull(value);
        }

        @Override
        public int valueBytes() {
            return value.size();
        }

        /** The type only: the value is a message's. */
        @Override
        public String toString() {
            return "Binary[" + dataType + "]";
        }
    }
}

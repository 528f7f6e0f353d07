package io.posthorn.queue.message;

import io.posthorn.wire.Blob;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/** The value of a message attribute: what it is said to be, and the value as it was sent. */
public sealed interface AttributeValue {
    /** {@code String}, {@code Number} or {@code Binary}, with the sender's own label after a dot if one was given. */
    String dataType();

    /** The value's bytes: UTF-8 of a text. */
    byte[] bytes();

    /** A String or a Number; a number is kept as it was written. */
    record Text(String dataType, String value) implements AttributeValue {
        public Text {
            Objects.requireNonNull(dataType);
            Objects.requireNonNull(value);
        }

        @Override
        public byte[] bytes() {
            return value.getBytes(StandardCharsets.UTF_8);
        }

        /** The type only: the value is a message's. */
        @Override
        public String toString() {
            return "Text[" + dataType + "]";
        }
    }

    /** Bytes. */
    record Binary(String dataType, Blob value) implements AttributeValue {
        public Binary {
            Objects.requireNonNull(dataType);
            Objects.requireNonNull(value);
        }

        @Override
        public byte[] bytes() {
            return value.bytes();
        }

        /** The type only: the value is a message's. */
        @Override
        public String toString() {
            return "Binary[" + dataType + "]";
        }
    }
}

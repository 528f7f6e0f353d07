package io.posthorn.queue.message;

import io.posthorn.wire.Blob;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The bytes of {@link StoredAttributes}, version 1:
 *
 * <pre>
 * version  1 byte, 1
 * present  1 byte: bit 0 AWSTraceHeader, bit 1 DeadLetterQueueSourceArn, bit 2 MessageDeduplicationId
 * SenderId, then what is present, each as text
 * count    1 byte, 0 to 10, and as many times: name as text, type as text, 1 byte (1 text, 2 binary), value
 * text     its length in UTF-8 bytes as a variable-length number (7 bits a byte, low first), then those bytes
 * </pre>
 *
 * A later version gets another number and this one stays readable: it is what messages are stored in.
 */
public final class StoredAttributesCodec {
    private static final int VERSION = 1;
    private static final int HAS_TRACE_HEADER = 1;
    private static final int HAS_DEAD_LETTER_SOURCE = 2;
    private static final int HAS_DEDUPLICATION_ID = 4;
    private static final int ALL_PRESENT = HAS_TRACE_HEADER | HAS_DEAD_LETTER_SOURCE | HAS_DEDUPLICATION_ID;
    private static final int TEXT = 1;
    private static final int BINARY = 2;

    /** Four bytes of seven bits hold more than the longest message. */
    private static final int MAX_LENGTH_BYTES = 4;

    private StoredAttributesCodec() {}

    /** Writes {@code attributes}. */
    public static byte[] encode(StoredAttributes attributes) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(64);
        out.write(VERSION);
        out.write((attributes.traceHeader().isPresent() ? HAS_TRACE_HEADER : 0)
                | (attributes.deadLetterSource().isPresent() ? HAS_DEAD_LETTER_SOURCE : 0)
                | (attributes.deduplicationId().isPresent() ? HAS_DEDUPLICATION_ID : 0));
        write(out, attributes.senderId());
        attributes.traceHeader().ifPresent(text -> write(out, text));
        attributes.deadLetterSource().ifPresent(text -> write(out, text));
        attributes.deduplicationId().ifPresent(text -> write(out, text));
        SortedMap<String, AttributeValue> values = attributes.attributes().values();
        if (values.size() > MessageLimits.MAX_ATTRIBUTES) {
            throw new IllegalArgumentException("a message has at most " + MessageLimits.MAX_ATTRIBUTES + " attributes");
        }
        out.write(values.size());
        for (Map.Entry<String, AttributeValue> attribute : values.entrySet()) {
            write(out, attribute.getKey());
            write(out, attribute.getValue().dataType());
            out.write(
                    switch (attribute.getValue()) {
                        case AttributeValue.Text _ -> TEXT;
                        case AttributeValue.Binary _ -> BINARY;
                    });
            write(out, attribute.getValue().bytes());
        }
        return out.toByteArray();
    }

    /**
     * Reads what {@link #encode} wrote.
     *
     * @throws IllegalArgumentException if {@code bytes} are not that; nothing is reserved for a length that is not there
     */
    public static StoredAttributes decode(byte[] bytes) {
        ByteBuffer in = ByteBuffer.wrap(bytes);
        if (number(in) != VERSION) {
            throw damaged();
        }
        int present = number(in);
        if ((present & ~ALL_PRESENT) != 0) {
            throw damaged();
        }
        String senderId = text(in);
        Optional<String> traceHeader = text(in, present, HAS_TRACE_HEADER);
        Optional<String> source = text(in, present, HAS_DEAD_LETTER_SOURCE);
        Optional<String> deduplicationId = text(in, present, HAS_DEDUPLICATION_ID);
        MessageAttributes attributes = attributes(in);
        if (in.hasRemaining()) {
            throw damaged();
        }
        return new StoredAttributes(senderId, traceHeader, source, deduplicationId, attributes);
    }

    private static MessageAttributes attributes(ByteBuffer in) {
        int count = number(in);
        if (count > MessageLimits.MAX_ATTRIBUTES) {
            throw damaged();
        }
        if (count == 0) {
            return MessageAttributes.NONE;
        }
        SortedMap<String, AttributeValue> values = new TreeMap<>();
        for (int i = 0; i < count; i++) {
            String name = text(in);
            String dataType = text(in);
            AttributeValue value =
                    switch (number(in)) {
                        case TEXT -> new AttributeValue.Text(dataType, text(in));
                        case BINARY -> new AttributeValue.Binary(dataType, Blob.of(slice(in)));
                        default -> throw damaged();
                    };
            values.put(name, value);
        }
        return new MessageAttributes(values);
    }

    private static void write(ByteArrayOutputStream out, String text) {
        write(out, text.getBytes(StandardCharsets.UTF_8));
    }

    private static void write(ByteArrayOutputStream out, byte[] bytes) {
        int rest = bytes.length;
        while (rest > 0x7F) {
            out.write((rest & 0x7F) | 0x80);
            rest >>>= 7;
        }
        out.write(rest);
        out.writeBytes(bytes);
    }

    /** One byte as a number of 0 to 255. */
    private static int number(ByteBuffer in) {
        if (!in.hasRemaining()) {
            throw damaged();
        }
        return in.get() & 0xFF;
    }

    private static byte[] slice(ByteBuffer in) {
        int length = 0;
        for (int i = 0; ; i++) {
            int next = number(in);
            length |= (next & 0x7F) << (7 * i);
            if (next < 0x80) {
                break;
            }
            if (i + 1 == MAX_LENGTH_BYTES) {
                throw damaged();
            }
        }
        if (length > in.remaining()) {
            throw damaged();
        }
        byte[] bytes = new byte[length];
        in.get(bytes);
        return bytes;
    }

    private static Optional<String> text(ByteBuffer in, int present, int flag) {
        return (present & flag) == 0 ? Optional.empty() : Optional.of(text(in));
    }

    private static String text(ByteBuffer in) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(slice(in)))
                    .toString();
        } catch (CharacterCodingException notUtf8) {
            throw damaged();
        }
    }

    private static IllegalArgumentException damaged() {
        return new IllegalArgumentException("these are not stored attributes");
    }
}

package io.posthorn.queue.state;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * MD5OfMessageBody, MD5OfMessageAttributes and MD5OfMessageSystemAttributes, which SDKs check. Each is 32 lower-case hexadecimal
 * digits. Source: Amazon SQS Developer Guide, "Calculating the MD5 message digest for message attributes"; checked against
 * recordings of the service.
 */
public final class MessageMd5 {

    /**
     * A message attribute.
     *
     * @param name the name
     * @param dataType the type with its custom label, for example {@code Number.int}
     * @param value UTF-8 bytes of a String or Number, the bytes themselves of a Binary
     */
    public record Attribute(String name, String dataType, byte[] value) {

        /** Says the name only: values are the user's. */
        @Override
        public String toString() {
            return "Attribute[name=" + name + "]";
        }
    }

    private static final byte STRING_TRANSPORT = 1;
    private static final byte BINARY_TRANSPORT = 2;

    /** Names are of the Basic Multilingual Plane without surrogates, where the order of chars is that of UTF-8 bytes. */
    private static final Comparator<Attribute> BY_NAME = Comparator.comparing(Attribute::name);

    private MessageMd5() {}

    /** Of a body, as UTF-8 bytes. */
    public static String ofBody(byte[] body) {
        MessageDigest digest = Digests.MD5.begin();
        digest.update(body);
        return Digests.hex(digest);
    }

    /** Of attributes in any order; the caller leaves the field out if there are none. */
    public static String ofAttributes(List<Attribute> attributes) {
        MessageDigest digest = Digests.MD5.begin();
        for (Attribute attribute : sorted(attributes)) {
            updateSized(digest, attribute.name().getBytes(StandardCharsets.UTF_8));
            updateSized(digest, attribute.dataType().getBytes(StandardCharsets.UTF_8));
            digest.update(attribute.dataType().startsWith("Binary") ? BINARY_TRANSPORT : STRING_TRANSPORT);
            updateSized(digest, attribute.value());
        }
        return Digests.hex(digest);
    }

    private static List<Attribute> sorted(List<Attribute> attributes) {
        for (int i = 1; i < attributes.size(); i++) {
            if (BY_NAME.compare(attributes.get(i - 1), attributes.get(i)) > 0) {
                List<Attribute> copy = new ArrayList<>(attributes);
                copy.sort(BY_NAME);
                return copy;
            }
        }
        return attributes;
    }

    private static void updateSized(MessageDigest digest, byte[] bytes) {
        int length = bytes.length;
        digest.update((byte) (length >>> 24));
        digest.update((byte) (length >>> 16));
        digest.update((byte) (length >>> 8));
        digest.update((byte) length);
        digest.update(bytes);
    }
}

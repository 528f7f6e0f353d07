package io.posthorn.queue.message;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;

/**
 * The digests by which senders and receivers check that a message arrived as it was sent: MD5 in 32 lower-case
 * hexadecimal digits. They guard against accidents, not against forgery.
 */
public final class MessageMd5 {
    /** Looking the algorithm up costs more than digesting a short body. A digest is as new after each use. */
    private static final ThreadLocal<MessageDigest> MD5 = ThreadLocal.withInitial(MessageMd5::md5);

    private static final byte TEXT = 1;
    private static final byte BINARY = 2;

    private MessageMd5() {}

    /** MD5OfMessageBody of a body's UTF-8 bytes. */
    public static String ofBody(byte[] utf8) {
        return HexFormat.of().formatHex(MD5.get().digest(utf8));
    }

    /**
     * MD5OfMessageAttributes, and of system attributes likewise: by name, each with the lengths of its name, type and
     * value before them in four bytes.
     */
    static String ofAttributes(MessageAttributes attributes) {
        MessageDigest digest = MD5.get();
        for (Map.Entry<String, AttributeValue> attribute : attributes.values().entrySet()) {
            AttributeValue value = attribute.getValue();
            update(digest, attribute.getKey().getBytes(StandardCharsets.UTF_8));
            update(digest, value.dataType().getBytes(StandardCharsets.UTF_8));
            digest.update(
                    switch (value) {
                        case AttributeValue.Text _ -> TEXT;
                        case AttributeValue.Binary _ -> BINARY;
                    });
            update(digest, value.bytes());
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    private static void update(MessageDigest digest, byte[] bytes) {
        digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(0, bytes.length));
        digest.update(bytes);
    }

    private static MessageDigest md5() {
        try {
            return MessageDigest.getInstance("MD5");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has MD5", e);
        }
    }
}

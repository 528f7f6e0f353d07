package io.posthorn.queue.seal;

import io.posthorn.queue.journal.QueueRef;
import io.posthorn.queue.message.MessageMd5;
import io.posthorn.queue.state.MessageId;
import io.posthorn.queue.state.Payload;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.UUID;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;

/**
 * Seals and opens payloads of one queue with AES-256-GCM, attributes and body together. Account, queue, MessageId and where
 * the attributes end are authenticated with them, so a row opens only where it stands. The nonce is the message's number
 * under its key.
 *
 * <pre>
 * attributes  version (1 byte, 1), number (8 bytes), ciphertext of the attributes
 * body        ciphertext of the body, tag (16 bytes)
 * </pre>
 */
final class MessageCipher {
    private static final byte VERSION = 1;
    private static final int HEADER_BYTES = 1 + Long.BYTES;
    private static final int NONCE_BYTES = 12;
    private static final int TAG_BYTES = 16;
    private static final int MESSAGE_CONTEXT_BYTES = 2 * Long.BYTES + Integer.BYTES;

    /** Finding a cipher costs more than sealing a message. */
    private static final ThreadLocal<Cipher> CIPHERS = ThreadLocal.withInitial(MessageCipher::newCipher);

    private final byte[] queueContext;

    MessageCipher(QueueRef queue) {
        byte[] account = queue.account().value().getBytes(StandardCharsets.UTF_8);
        queueContext = ByteBuffer.allocate(2 + account.length + Long.BYTES)
                .put(VERSION)
                .put((byte) account.length)
                .put(account)
                .putLong(queue.queueId())
                .array();
    }

    /** Seals what message {@code id} carries, as the {@code number}th under {@code key}. */
    Payload seal(SecretKey key, UUID keyId, long number, MessageId id, Payload plain) {
        byte[] attributes = plain.attributes();
        byte[] body = plain.body();
        byte[] header = ByteBuffer.allocate(HEADER_BYTES + attributes.length)
                .put(VERSION)
                .putLong(number)
                .array();
        try {
            Cipher cipher = initialised(Cipher.ENCRYPT_MODE, key, number, id, attributes.length);
            byte[] sealed = new byte[attributes.length + body.length + TAG_BYTES];
            int written = cipher.update(attributes, 0, attributes.length, sealed, 0);
            cipher.doFinal(body, 0, body.length, sealed, written);
            System.arraycopy(sealed, 0, header, HEADER_BYTES, attributes.length);
            byte[] rest = new byte[body.length + TAG_BYTES];
            System.arraycopy(sealed, attributes.length, rest, 0, rest.length);
            return new Payload(rest, header, "", keyId);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JVM cannot seal with AES-256-GCM", e);
        }
    }

    /**
     * Opens what {@link #seal} made of message {@code id}.
     *
     * @throws SealException when it was changed or is another message's
     */
    Payload open(SecretKey key, MessageId id, Payload sealed) {
        ByteBuffer header = ByteBuffer.wrap(sealed.attributes());
        if (header.remaining() < HEADER_BYTES || sealed.body().length < TAG_BYTES || header.get() != VERSION) {
            throw new SealException("a stored message is not a sealed one of format " + VERSION);
        }
        long number = header.getLong();
        int attributesLength = header.remaining();
        byte[] together = new byte[attributesLength + sealed.body().length];
        header.get(together, 0, attributesLength);
        System.arraycopy(sealed.body(), 0, together, attributesLength, sealed.body().length);
        byte[] plain;
        try {
            plain = initialised(Cipher.DECRYPT_MODE, key, number, id, attributesLength)
                    .doFinal(together);
        } catch (AEADBadTagException e) {
            throw new SealException("a stored message was changed, or belongs elsewhere: " + id, e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JVM cannot open AES-256-GCM", e);
        }
        byte[] attributes = new byte[attributesLength];
        byte[] body = new byte[plain.length - attributesLength];
        System.arraycopy(plain, 0, attributes, 0, attributesLength);
        System.arraycopy(plain, attributesLength, body, 0, body.length);
        return new Payload(body, attributes, MessageMd5.ofBody(body), null);
    }

    private Cipher initialised(int mode, SecretKey key, long number, MessageId id, int attributesLength)
            throws GeneralSecurityException {
        byte[] nonce =
                ByteBuffer.allocate(NONCE_BYTES).putInt(0).putLong(number).array();
        Cipher cipher = CIPHERS.get();
        cipher.init(mode, key, new GCMParameterSpec(TAG_BYTES * Byte.SIZE, nonce));
        cipher.updateAAD(queueContext);
        cipher.updateAAD(ByteBuffer.allocate(MESSAGE_CONTEXT_BYTES)
                .putLong(id.high())
                .putLong(id.low())
                .putInt(attributesLength)
                .array());
        return cipher;
    }

    private static Cipher newCipher() {
        try {
            return Cipher.getInstance("AES/GCM/NoPadding");
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JVM lacks AES-GCM", e);
        }
    }
}

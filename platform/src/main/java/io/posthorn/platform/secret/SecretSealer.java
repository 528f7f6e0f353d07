package io.posthorn.platform.secret;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;

/**
 * Seals values at rest with AES-256-GCM. A value opens only with the context that it was sealed with, such as
 * {@code signer.access-keys/123456789012/AKIA…}, so one that is moved to another row does not open.
 *
 * <p>Format: version (1 byte, 1), length of the key id (1 byte), key id (ASCII), nonce (12 bytes, fresh for each value),
 * ciphertext with its 16-byte tag. All before the nonce is authenticated together with the context. Safe for use by many
 * threads.
 */
public final class SecretSealer {
    private static final byte VERSION = 1;
    private static final int NONCE_BYTES = 12;
    private static final int TAG_BITS = 128;
    private static final String AES = "AES";
    private static final String TRANSFORMATION = "AES/GCM/NoPadding";

    private final KeyRing keys;
    private final SecureRandom random;

    /**
     * @param keys the keys for this purpose
     * @param random where nonces come from
     */
    public SecretSealer(KeyRing keys, SecureRandom random) {
        this.keys = keys;
        this.random = random;
    }

    /** Seals {@code plain} under the current key for {@code context}. */
    public byte[] seal(byte[] plain, byte[] context) {
        KeyRing.Key key = keys.current();
        byte[] header = header(key.id());
        byte[] nonce = new byte[NONCE_BYTES];
        random.nextBytes(nonce);
        try {
            byte[] sealed =
                    cipher(Cipher.ENCRYPT_MODE, key, nonce, header, context).doFinal(plain);
            return ByteBuffer.allocate(header.length + nonce.length + sealed.length)
                    .put(header)
                    .put(nonce)
                    .put(sealed)
                    .array();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JVM cannot seal with AES-256-GCM", e);
        }
    }

    /**
     * Opens what {@link #seal} made for the same {@code context}.
     *
     * @throws SecretException when the value is not a sealed one, its key is not known, or it was changed or sealed for
     *     another context
     */
    public byte[] open(byte[] sealed, byte[] context) {
        String id = keyIdOf(sealed);
        KeyRing.Key key = keys.find(id);
        if (key == null) {
            throw new SecretException("sealed under a key that is not among the master keys: " + id);
        }
        byte[] header = header(id);
        byte[] nonce = new byte[NONCE_BYTES];
        ByteBuffer rest = ByteBuffer.wrap(sealed, header.length, sealed.length - header.length);
        if (rest.remaining() < NONCE_BYTES + TAG_BITS / 8) {
            throw new SecretException("not a sealed value: too short");
        }
        rest.get(nonce);
        try {
            return cipher(Cipher.DECRYPT_MODE, key, nonce, header, context)
                    .doFinal(sealed, rest.position(), rest.remaining());
        } catch (AEADBadTagException e) {
            throw new SecretException("a sealed value was changed, or belongs elsewhere", e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JVM cannot open AES-256-GCM", e);
        }
    }

    /** Whether {@code sealed} should be sealed again because its key is no longer the current one. */
    public boolean needsResealing(byte[] sealed) {
        return !keyIdOf(sealed).equals(keys.current().id());
    }

    private static String keyIdOf(byte[] sealed) {
        if (sealed.length < 2 || sealed[0] != VERSION) {
            throw new SecretException("not a sealed value of format " + VERSION);
        }
        int length = sealed[1];
        if (length < 1 || sealed.length < 2 + length) {
            throw new SecretException("not a sealed value: its key id is cut off");
        }
        return new String(sealed, 2, length, StandardCharsets.US_ASCII);
    }

    private static byte[] header(String id) {
        byte[] ascii = id.getBytes(StandardCharsets.US_ASCII);
        return ByteBuffer.allocate(2 + ascii.length)
                .put(VERSION)
                .put((byte) ascii.length)
                .put(ascii)
                .array();
    }

    private static Cipher cipher(int mode, KeyRing.Key key, byte[] nonce, byte[] header, byte[] context)
            throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance(TRANSFORMATION);
        cipher.init(mode, key.as(AES), new GCMParameterSpec(TAG_BITS, nonce));
        cipher.updateAAD(header);
        cipher.updateAAD(context);
        return cipher;
    }

    @Override
    public String toString() {
        return "SecretSealer" + keys.ids();
    }
}

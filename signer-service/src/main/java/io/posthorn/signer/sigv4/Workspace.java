package io.posthorn.signer.sigv4;

import java.security.DigestException;
import java.security.InvalidKeyException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import javax.crypto.Mac;
import javax.crypto.ShortBufferException;
import javax.crypto.spec.SecretKeySpec;

/** The digests and buffers that one thread verifies with, made once: making them costs more than using them. */
final class Workspace {
    static final int DIGEST_BYTES = 32;

    private static final ThreadLocal<Workspace> OF_THREAD = ThreadLocal.withInitial(Workspace::new);

    private final MessageDigest sha256;
    private final Mac hmac;
    final ByteSink text = new ByteSink(2048);
    final byte[] digest = new byte[DIGEST_BYTES];

    private Workspace() {
        try {
            sha256 = MessageDigest.getInstance("SHA-256");
            hmac = Mac.getInstance("HmacSHA256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java runtime has SHA-256", e);
        }
    }

    static Workspace ofThread() {
        Workspace workspace = OF_THREAD.get();
        workspace.text.truncate(0);
        return workspace;
    }

    /** Puts the SHA-256 of {@code bytes} up to {@code length} into {@link #digest}. */
    void sha256(byte[] bytes, int length) {
        sha256.update(bytes, 0, length);
        try {
            sha256.digest(digest, 0, DIGEST_BYTES);
        } catch (DigestException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Puts the HMAC of {@link #text} under {@code key} into {@link #digest}. */
    void hmacOfText(SecretKeySpec key) {
        begin(key);
        hmac.update(text.bytes(), 0, text.size());
        try {
            hmac.doFinal(digest, 0);
        } catch (ShortBufferException e) {
            throw new IllegalStateException(e);
        }
    }

    byte[] hmac(SecretKeySpec key, byte[] message) {
        begin(key);
        return hmac.doFinal(message);
    }

    private void begin(SecretKeySpec key) {
        try {
            hmac.init(key);
        } catch (InvalidKeyException e) {
            throw new IllegalStateException(e);
        }
    }
}

package io.posthorn.bench.http;

import java.security.MessageDigest;
import java.util.Arrays;

/**
 * HMAC-SHA-256 under one key, for one thread. Both padded keys are digested once: a message then costs its own blocks and
 * one more, half of what {@code javax.crypto.Mac} does for a short message.
 */
final class HmacKey {
    private static final int BLOCK = 64;
    private static final byte INNER = 0x36;
    private static final byte OUTER = 0x5c;

    private final MessageDigest inner;
    private final MessageDigest outer;
    private final byte[] hash = new byte[Sha256.BYTES];

    HmacKey(byte[] key) {
        byte[] block = Arrays.copyOf(key.length > BLOCK ? Sha256.create().digest(key) : key, BLOCK);
        inner = padded(block, INNER);
        outer = padded(block, OUTER);
    }

    private static MessageDigest padded(byte[] block, byte pad) {
        MessageDigest digest = Sha256.create();
        for (byte b : block) {
            digest.update((byte) (b ^ pad));
        }
        return digest;
    }

    /** The code of {@code message}; holds until the next call. */
    byte[] of(byte[] message) {
        MessageDigest first = copy(inner);
        first.update(message);
        Sha256.finish(first, hash);
        MessageDigest second = copy(outer);
        second.update(hash);
        Sha256.finish(second, hash);
        return hash;
    }

    private static MessageDigest copy(MessageDigest digest) {
        try {
            return (MessageDigest) digest.clone();
        } catch (CloneNotSupportedException e) {
            throw new IllegalStateException("the platform's SHA-256 can be copied", e);
        }
    }
}

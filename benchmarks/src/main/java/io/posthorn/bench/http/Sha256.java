package io.posthorn.bench.http;

import java.security.DigestException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** SHA-256 for one thread: one digest that is used again, and hexadecimal without strings. */
final class Sha256 {
    static final int BYTES = 32;
    static final int HEX = 2 * BYTES;
    private static final byte[] DIGITS = {'0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'a', 'b', 'c', 'd', 'e', 'f'
    };

    private final MessageDigest digest = create();
    private final byte[] hash = new byte[BYTES];

    static MessageDigest create() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /** The hash of a part of {@code bytes}; holds until the next call. */
    byte[] of(byte[] bytes, int from, int length) {
        digest.update(bytes, from, length);
        finish(digest, hash);
        return hash;
    }

    static void finish(MessageDigest digest, byte[] into) {
        try {
            digest.digest(into, 0, BYTES);
        } catch (DigestException e) {
            throw new IllegalStateException("32 bytes hold a SHA-256", e);
        }
    }

    /** Writes {@code hash} in lower-case hexadecimal to {@code into}. */
    static void hex(byte[] hash, byte[] into, int at) {
        for (int i = 0; i < BYTES; i++) {
            into[at + 2 * i] = DIGITS[(hash[i] >> 4) & 0xf];
            into[at + 2 * i + 1] = DIGITS[hash[i] & 0xf];
        }
    }
}

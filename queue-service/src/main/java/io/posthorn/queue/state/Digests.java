package io.posthorn.queue.state;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** The two digests of the contract, as lower-case hexadecimal digits. */
enum Digests {
    MD5("MD5"),
    SHA_256("SHA-256");

    private final String algorithm;

    Digests(String algorithm) {
        this.algorithm = algorithm;
    }

    MessageDigest begin() {
        try {
            return MessageDigest.getInstance(algorithm);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has " + algorithm, e);
        }
    }

    static String hex(MessageDigest digest) {
        return HexFormat.of().formatHex(digest.digest());
    }
}

package io.posthorn.signer.identity;

import java.security.SecureRandom;
import java.util.Base64;

/** Makes ids and secrets of the forms that AWS's have. */
final class KeyMint {
    private static final String BASE32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    private static final int ID_CHARS = 16;

    /** 240 bits, which is 40 characters of base64. */
    private static final int SECRET_BYTES = 30;

    private final SecureRandom random;

    KeyMint(SecureRandom random) {
        this.random = random;
    }

    String accessKeyId() {
        return id("AKIA");
    }

    String userId() {
        return id("AIDA");
    }

    String secret() {
        byte[] bytes = new byte[SECRET_BYTES];
        random.nextBytes(bytes);
        return Base64.getEncoder().encodeToString(bytes);
    }

    private String id(String prefix) {
        StringBuilder id = new StringBuilder(prefix);
        for (int i = 0; i < ID_CHARS; i++) {
            id.append(BASE32.charAt(random.nextInt(BASE32.length())));
        }
        return id.toString();
    }
}

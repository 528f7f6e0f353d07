package io.posthorn.signer.sigv4;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import javax.crypto.spec.SecretKeySpec;

/**
 * An access key's secret, ready to derive signing keys from. One instance stands for one version of the secret: derived
 * keys are kept for the instance, so a rotated key, being another instance, never meets the keys of the old one.
 */
public final class SigningSecret {
    private final SecretKeySpec key;

    /** Wraps {@code secretAccessKey}, 1 character or more. */
    public SigningSecret(String secretAccessKey) {
        if (secretAccessKey.isEmpty()) {
            throw new IllegalArgumentException("a secret access key is not empty");
        }
        this.key = new SecretKeySpec(("AWS4" + secretAccessKey).getBytes(StandardCharsets.UTF_8), "HmacSHA256");
    }

    /** Whether this is {@code secretAccessKey}. */
    public boolean isMadeFrom(String secretAccessKey) {
        return MessageDigest.isEqual(key.getEncoded(), ("AWS4" + secretAccessKey).getBytes(StandardCharsets.UTF_8));
    }

    SecretKeySpec key() {
        return key;
    }

    /** Nothing of the secret. */
    @Override
    public String toString() {
        return "SigningSecret[…]";
    }
}

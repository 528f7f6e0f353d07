package io.posthorn.topic.signing;

import io.posthorn.platform.event.NotificationKeyEvent;
import io.posthorn.platform.secret.SecretException;
import io.posthorn.platform.secret.SecretSealer;
import io.posthorn.topic.message.Signature;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;

/** A private key and where its certificate is. Safe for use by many threads. */
final class SigningKey {
    private final long number;
    private final PrivateKey key;
    private final String fingerprint;
    private final CertificateUrls urls;

    private SigningKey(long number, PrivateKey key, String fingerprint, CertificateUrls urls) {
        this.number = number;
        this.key = key;
        this.fingerprint = fingerprint;
        this.urls = urls;
    }

    /**
     * Opens the key that {@code event} holds.
     *
     * @throws SecretException when it does not open
     * @throws IllegalArgumentException when what is in it is not an RSA key
     */
    static SigningKey open(NotificationKeyEvent event, SecretSealer sealer, CertificateUrls urls) {
        byte[] opened =
                sealer.open(event.sealedKey().bytes(), NotificationKeyEvent.sealingContext(event.fingerprint()));
        try {
            PrivateKey key = KeyFactory.getInstance("RSA").generatePrivate(new PKCS8EncodedKeySpec(opened));
            return new SigningKey(event.number(), key, event.fingerprint(), urls);
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException("what is sealed is not an RSA key in PKCS#8", e);
        } finally {
            Arrays.fill(opened, (byte) 0);
        }
    }

    long number() {
        return number;
    }

    Signature sign(String version, String region, String text) {
        try {
            // Made for each call: next to the RSA operation it costs nothing that can be measured.
            java.security.Signature signing = java.security.Signature.getInstance(algorithm(version));
            signing.initSign(key);
            signing.update(text.getBytes(StandardCharsets.UTF_8));
            return new Signature(
                    version, Base64.getEncoder().encodeToString(signing.sign()), urls.of(fingerprint, region));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JVM cannot sign with RSA", e);
        }
    }

    private static String algorithm(String version) {
        return switch (version) {
            case "1" -> "SHA1withRSA";
            case "2" -> "SHA256withRSA";
            default -> throw new IllegalArgumentException("a SignatureVersion is 1 or 2");
        };
    }

    /** Which key it is. */
    @Override
    public String toString() {
        return "SigningKey[" + number + ", " + fingerprint + "]";
    }
}

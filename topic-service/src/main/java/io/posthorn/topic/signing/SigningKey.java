package io.posthorn.topic.signing;

import io.posthorn.platform.event.NotificationKeyEvent;
import io.posthorn.platform.secret.SecretException;
import io.posthorn.platform.secret.SecretSealer;
import io.posthorn.topic.message.Signature;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.util.Arrays;
import java.util.Base64;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** A private key and where its certificate is. Safe for use by many threads. */
final class SigningKey {
    private final long number;
    private final PrivateKey key;
    private final String fingerprint;
    private final CertificateUrls urls;
    private final Algorithm one = new Algorithm("SHA1withRSA");
    private final Algorithm two = new Algorithm("SHA256withRSA");

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
            return new SigningKey(event.number(), RsaProvider.BEST.key(opened), event.fingerprint(), urls);
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
        Algorithm algorithm =
                switch (version) {
                    case "1" -> one;
                    case "2" -> two;
                    default -> throw new IllegalArgumentException("a SignatureVersion is 1 or 2");
                };
        try {
            byte[] signature = algorithm.sign(text.getBytes(StandardCharsets.UTF_8));
            return new Signature(version, Base64.getEncoder().encodeToString(signature), urls.of(fingerprint, region));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JVM cannot sign with RSA", e);
        }
    }

    /** Which key it is. */
    @Override
    public String toString() {
        return "SigningKey[" + number + ", " + fingerprint + "]";
    }

    /** Signs in one way. To make a key ready takes longer than to sign, so what is ready is used again. */
    private final class Algorithm {
        private final String name;

        /** As many as ever signed at the same time. */
        private final Queue<java.security.Signature> ready = new ConcurrentLinkedQueue<>();

        Algorithm(String name) {
            this.name = name;
        }

        byte[] sign(byte[] text) throws GeneralSecurityException {
            java.security.Signature signing = ready.poll();
            if (signing == null) {
                signing = RsaProvider.BEST.signing(name, key);
            }
            signing.update(text);
            byte[] signature = signing.sign();
            // One that failed is not used again.
            ready.add(signing);
            return signature;
        }
    }
}

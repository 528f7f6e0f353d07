package io.posthorn.signer.notification;

import io.posthorn.wire.Blob;
import java.time.Instant;
import java.util.Objects;

/**
 * A key that was just made, in clear.
 *
 * @param fingerprint names its certificate
 * @param certificate the certificate in DER
 * @param privateKey the private key in PKCS#8
 * @param issuedAt when it was made
 * @param endsAt when the certificate ends
 */
record IssuedKey(String fingerprint, Blob certificate, Blob privateKey, Instant issuedAt, Instant endsAt) {
    IssuedKey {
        Objects.requireNonNull(fingerprint);
        Objects.requireNonNull(certificate);
        Objects.requireNonNull(privateKey);
        Objects.requireNonNull(issuedAt);
        Objects.requireNonNull(endsAt);
    }

    /** Which key it is, and nothing of it. */
    @Override
    public String toString() {
        return "IssuedKey[" + fingerprint + "]";
    }
}

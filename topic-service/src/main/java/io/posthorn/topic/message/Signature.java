package io.posthorn.topic.message;

import java.util.Objects;

/**
 * The signature of a document.
 *
 * @param version SignatureVersion: {@code 1} for SHA1withRSA, {@code 2} for SHA256withRSA
 * @param value Signature, in base64 on one line
 * @param certificateUrl SigningCertURL
 */
public record Signature(String version, String value, String certificateUrl) {
    public Signature {
        Objects.requireNonNull(version);
        Objects.requireNonNull(value);
        Objects.requireNonNull(certificateUrl);
    }
}

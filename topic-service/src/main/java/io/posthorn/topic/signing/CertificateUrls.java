package io.posthorn.topic.signing;

import io.posthorn.platform.event.NotificationKeyEvent;
import java.net.URI;
import java.util.Objects;

/**
 * Where subscribers find the certificate of a signature.
 *
 * @param base the public address of the edge, which serves the certificates
 * @param awsHosts whether they name the host of AWS for the topic's region instead, which verifiers that trust no other host
 *     insist on: their resolver must then lead {@code sns.<region>.amazonaws.com} to the edge
 */
public record CertificateUrls(URI base, boolean awsHosts) {

    public CertificateUrls {
        Objects.requireNonNull(base);
        String scheme = base.getScheme();
        if (!("https".equalsIgnoreCase(scheme) || "http".equalsIgnoreCase(scheme))
                || base.getHost() == null
                || base.getRawUserInfo() != null
                || base.getRawQuery() != null
                || base.getRawFragment() != null) {
            throw new IllegalArgumentException("certificates are found at an http or https address of a host");
        }
    }

    /** SigningCertURL of the certificate {@code fingerprint} for what a topic of {@code region} sends. */
    String of(String fingerprint, String region) {
        String path = NotificationKeyEvent.certificatePath(fingerprint);
        if (awsHosts) {
            return "https://sns." + region + ".amazonaws.com" + path;
        }
        String address = base.toString();
        return (address.endsWith("/") ? address.substring(0, address.length() - 1) : address) + path;
    }
}

package io.posthorn.topic.signing;

import io.posthorn.platform.event.NotificationKeyEvent;
import java.net.URI;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Where subscribers find the certificate of a signature.
 *
 * @param base the public address of the edge, which serves the certificates
 * @param region empty for addresses at {@code base}; a region for those of the AWS endpoint there, which verifiers that
 *     trust no other host insist on: their resolver must then lead {@code sns.<region>.amazonaws.com} to the edge
 */
public record CertificateUrls(URI base, Optional<String> region) {
    private static final Pattern REGION = Pattern.compile("[a-z0-9-]{3,32}");

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
        if (region.isPresent() && !REGION.matcher(region.get()).matches()) {
            throw new IllegalArgumentException("a region is of the form " + REGION);
        }
    }

    /** SigningCertURL of the certificate {@code fingerprint}. */
    String of(String fingerprint) {
        String path = NotificationKeyEvent.certificatePath(fingerprint);
        if (region.isPresent()) {
            return "https://sns." + region.get() + ".amazonaws.com" + path;
        }
        String address = base.toString();
        return (address.endsWith("/") ? address.substring(0, address.length() - 1) : address) + path;
    }
}

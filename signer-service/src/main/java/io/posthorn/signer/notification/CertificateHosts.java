package io.posthorn.signer.notification;

import java.net.InetAddress;
import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.jspecify.annotations.Nullable;

/**
 * The hosts that a certificate is good for: those that verifiers of AWS's SDKs look for, and our own.
 *
 * @param names without doubles, the first of them {@value #COMMON_NAME}
 */
record CertificateHosts(List<String> names) {
    /** Whom every certificate names, as AWS's do. */
    static final String COMMON_NAME = "sns.amazonaws.com";

    private static final int MAX_REGIONS = 100;
    private static final Pattern REGION = Pattern.compile("[a-z0-9-]{3,32}");

    CertificateHosts {
        names = List.copyOf(names);
    }

    /**
     * The hosts of {@code regions} and of {@code publicUrl}.
     *
     * @param publicUrl the address that clients know, or null
     * @throws IllegalArgumentException when there are too many regions, or one cannot be
     */
    static CertificateHosts of(List<String> regions, @Nullable String publicUrl) {
        if (regions.size() > MAX_REGIONS) {
            throw new IllegalArgumentException(
                    "posthorn.signer.notification-keys.regions are more than " + MAX_REGIONS);
        }
        Set<String> names = new LinkedHashSet<>();
        names.add(COMMON_NAME);
        for (String region : regions) {
            if (!REGION.matcher(region).matches()) {
                throw new IllegalArgumentException(
                        "posthorn.signer.notification-keys.regions: a region is of the form " + REGION);
            }
            names.add("sns." + region + ".amazonaws.com");
        }
        String host = publicUrl == null ? null : URI.create(publicUrl).getHost();
        if (host != null) {
            names.add(host.startsWith("[") ? host.substring(1, host.length() - 1) : host);
        }
        return new CertificateHosts(new ArrayList<>(names));
    }

    GeneralNames asGeneralNames() {
        return new GeneralNames(names.stream()
                .map(name -> new GeneralName(isAddress(name) ? GeneralName.iPAddress : GeneralName.dNSName, name))
                .toArray(GeneralName[]::new));
    }

    private static boolean isAddress(String name) {
        try {
            return !InetAddress.ofLiteral(name).isAnyLocalAddress();
        } catch (IllegalArgumentException _) {
            return false;
        }
    }
}

package io.posthorn.signer.identity;

import io.posthorn.platform.secret.MasterKeys;
import java.net.InetAddress;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Refuses to serve others with credentials that everybody knows. */
final class StartUpChecks {
    /** The id and the secret of the key that examples and emulators use. */
    static final String WELL_KNOWN = "test";

    private StartUpChecks() {}

    /**
     * Why a process with these keys must not listen on {@code host}; empty when it may.
     *
     * @param wellKnown the access key of the well-known id, or null
     */
    static Optional<String> objection(String host, MasterKeys masterKeys, @Nullable AccessKey wellKnown) {
        if (isLoopback(host)) {
            return Optional.empty();
        }
        String address = "on " + host + ", an address that others can reach;"
                + " bind quarkus.http.host to 127.0.0.1, change it, or set posthorn.signer.allow-insecure-defaults=true";
        if (wellKnown != null && wellKnown.secret().isMadeFrom(WELL_KNOWN)) {
            return Optional.of("Refusing to serve the well-known access key test/test " + address);
        }
        if (masterKeys.looksLikeAnExample()) {
            return Optional.of("Refusing to seal secrets under an example master key " + address);
        }
        return Optional.empty();
    }

    static boolean isLoopback(String host) {
        if (host.equalsIgnoreCase("localhost")) {
            return true;
        }
        String bare = host.startsWith("[") && host.endsWith("]") ? host.substring(1, host.length() - 1) : host;
        try {
            // only literals: what a name resolves to may change
            return InetAddress.ofLiteral(bare).isLoopbackAddress();
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}

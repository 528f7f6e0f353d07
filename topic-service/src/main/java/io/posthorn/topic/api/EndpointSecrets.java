package io.posthorn.topic.api;

import io.posthorn.platform.secret.SecretException;
import io.posthorn.platform.secret.SecretSealer;
import io.posthorn.topic.attribute.Endpoints;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/** Endpoints whose URL holds a password, as they are stored: sealed. Safe for use by many threads. */
public final class EndpointSecrets {
    /** The purpose of the master keys that seal endpoints. */
    public static final String PURPOSE = "topic.endpoints";

    private static final byte[] CONTEXT = PURPOSE.getBytes(StandardCharsets.US_ASCII);

    private final SecretSealer sealer;

    /** @param sealer seals with keys for {@link #PURPOSE} */
    public EndpointSecrets(SecretSealer sealer) {
        this.sealer = sealer;
    }

    /** The sealed endpoint; empty when what is shown of it is all there is. */
    Optional<byte[]> sealed(String endpoint) {
        return Endpoints.shown(endpoint).equals(endpoint)
                ? Optional.empty()
                : Optional.of(sealer.seal(endpoint.getBytes(StandardCharsets.UTF_8), CONTEXT));
    }

    /**
     * The endpoint that {@link #sealed} sealed, password and all.
     *
     * @throws SecretException when it does not open
     */
    public String opened(byte[] sealed) {
        return new String(sealer.open(sealed, CONTEXT), StandardCharsets.UTF_8);
    }

    /** Whether {@code sealed} is what {@link #sealed} makes of {@code endpoint}. */
    boolean holds(Optional<byte[]> sealed, String endpoint) {
        if (sealed.isEmpty()) {
            return Endpoints.shown(endpoint).equals(endpoint);
        }
        try {
            return Arrays.equals(sealer.open(sealed.get(), CONTEXT), endpoint.getBytes(StandardCharsets.UTF_8));
        } catch (SecretException lost) {
            return false;
        }
    }
}

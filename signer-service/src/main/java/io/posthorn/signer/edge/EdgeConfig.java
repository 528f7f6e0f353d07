package io.posthorn.signer.edge;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** How the public door behaves. */
@ConfigMapping(prefix = "posthorn.signer")
public interface EdgeConfig {
    /**
     * Whether {@code X-Forwarded-Proto} and {@code X-Forwarded-Host} say the public address. Only behind a proxy that
     * sets both itself: a client could otherwise choose the address in its queue URLs.
     */
    @WithDefault("false")
    boolean trustForwardedHeaders();

    /** The longest body that is read, in bytes; 1 or more. Room for the largest batch with every byte encoded. */
    @WithDefault("4194304")
    int maxBodyBytes();

    /** How many derived signing keys are kept: one per access key, day, region and service in use. */
    @WithDefault("10000")
    int signingKeys();
}

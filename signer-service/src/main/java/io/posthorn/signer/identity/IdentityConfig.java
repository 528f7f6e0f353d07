package io.posthorn.signer.identity;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.Optional;

/** Who may ask, and how that stays fresh. */
@ConfigMapping(prefix = "posthorn.signer")
public interface IdentityConfig {
    /** Access keys that configuration brings in. */
    Bootstrap bootstrap();

    /** The operator's interface. */
    Admin admin();

    /**
     * Whether to start although the well-known key {@code test} or an example master key is in use on an address that
     * others can reach.
     */
    @WithDefault("false")
    boolean allowInsecureDefaults();

    /** How often the database is looked into: for changes of which Kafka lost the record, and for what to tell. */
    @WithDefault("30s")
    Duration refresh();

    /** Access keys that configuration brings in. */
    interface Bootstrap {
        /** {@code account:accessKeyId:secret}, separated by commas; made or brought up to date at every start. */
        Optional<String> accounts();
    }

    /** The operator's interface, {@code /_posthorn}. */
    interface Admin {
        /** The token that opens it, 16 characters or more; without one the interface does not exist. */
        Optional<String> token();
    }
}

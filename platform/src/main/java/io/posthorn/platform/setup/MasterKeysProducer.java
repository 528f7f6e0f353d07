package io.posthorn.platform.setup;

import io.posthorn.platform.secret.MasterKeys;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.io.IOException;

/** Makes the master keys of this process from its configuration. */
@Dependent
class MasterKeysProducer {
    private final MasterKeysConfig config;

    MasterKeysProducer(MasterKeysConfig config) {
        this.config = config;
    }

    /**
     * The keys.
     *
     * @throws IllegalStateException when there is none, or there are two sources for them
     */
    @Produces
    @Singleton
    MasterKeys masterKeys() {
        if (config.masterKeys().isPresent() == config.masterKeysFile().isPresent()) {
            throw new IllegalStateException(
                    "set one of posthorn.secrets.master-keys and posthorn.secrets.master-keys-file");
        }
        return config.masterKeys().map(MasterKeys::parse).orElseGet(this::fromFile);
    }

    private MasterKeys fromFile() {
        try {
            return MasterKeys.fromFile(config.masterKeysFile().orElseThrow());
        } catch (IOException e) {
            throw new IllegalStateException("the file of posthorn.secrets.master-keys-file cannot be read", e);
        }
    }
}

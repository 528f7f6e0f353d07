package io.posthorn.signer.identity;

import io.posthorn.platform.secret.MasterKeys;
import io.posthorn.signer.sigv4.SigningKeys;
import io.quarkus.runtime.PreventFurtherStepsException;
import io.smallrye.common.annotation.Identifier;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Clock;
import javax.sql.DataSource;
import org.hibernate.reactive.mutiny.Mutiny;

/** Makes the identity beans. */
class IdentityBeans {
    private static final int EXIT_CODE = 78;

    @Produces
    @Singleton
    @Identifier("signer")
    MasterKeys masterKeys(IdentityConfig config) {
        try {
            if (config.masterKeysFile().isPresent()) {
                return MasterKeys.fromFile(config.masterKeysFile().get());
            }
            return MasterKeys.parse(config.masterKeys().orElse(""));
        } catch (IOException e) {
            throw new PreventFurtherStepsException(
                    "posthorn.signer.master-keys-file cannot be read: "
                            + e.getClass().getSimpleName(),
                    EXIT_CODE);
        } catch (IllegalArgumentException e) {
            throw new PreventFurtherStepsException("posthorn.signer.master-keys: " + e.getMessage(), EXIT_CODE);
        }
    }

    @Produces
    @Singleton
    Secrets secrets(@Identifier("signer") MasterKeys masterKeys) {
        return new Secrets(masterKeys, new SecureRandom());
    }

    @Produces
    @Singleton
    Identities identities(Secrets secrets, SigningKeys signingKeys) {
        return new Identities(secrets, signingKeys);
    }

    @Produces
    @Singleton
    IdentityStore store(Mutiny.SessionFactory sessions, Secrets secrets) {
        return new IdentityStore(sessions, secrets, new KeyMint(new SecureRandom()), Clock.systemUTC());
    }

    @Produces
    @Singleton
    OperatorToken operatorToken(IdentityConfig config) {
        return new OperatorToken(config.admin().token());
    }

    @Produces
    @Singleton
    IdentityStart start(
            DataSource dataSource,
            IdentityConfig config,
            @Identifier("signer") MasterKeys masterKeys,
            IdentityStore store,
            Identities identities) {
        return new IdentityStart(dataSource, config, masterKeys, store, identities, Clock.systemUTC());
    }
}

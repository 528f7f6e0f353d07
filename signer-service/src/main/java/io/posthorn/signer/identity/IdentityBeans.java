package io.posthorn.signer.identity;

import io.posthorn.platform.secret.MasterKeys;
import io.posthorn.signer.sigv4.SigningKeys;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.security.SecureRandom;
import java.time.Clock;
import javax.sql.DataSource;
import org.hibernate.reactive.mutiny.Mutiny;

/** Makes the identity beans. */
class IdentityBeans {
    @Produces
    @Singleton
    Secrets secrets(MasterKeys masterKeys) {
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
    OperatorDoor operatorDoor(IdentityConfig config) {
        return new OperatorDoor(new OperatorToken(config.admin().token()));
    }

    @Produces
    @Singleton
    IdentityStart start(
            DataSource dataSource,
            IdentityConfig config,
            MasterKeys masterKeys,
            IdentityStore store,
            Identities identities) {
        return new IdentityStart(dataSource, config, masterKeys, store, identities, Clock.systemUTC());
    }
}

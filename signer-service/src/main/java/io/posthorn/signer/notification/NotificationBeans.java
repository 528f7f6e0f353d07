package io.posthorn.signer.notification;

import io.posthorn.platform.secret.MasterKeys;
import io.posthorn.platform.store.Isolation;
import io.posthorn.signer.identity.IdentityConfig;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.vertx.core.Vertx;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.hibernate.reactive.mutiny.Mutiny;

/** Makes the beans of notification keys. */
class NotificationBeans {
    /** Between two looks for certificates that are not in memory. */
    private static final Duration PAUSE = Duration.ofMillis(100);

    @Produces
    @Singleton
    NotificationKeyStore store(
            Vertx vertx,
            Mutiny.SessionFactory sessions,
            MasterKeys masterKeys,
            NotificationKeysConfig config,
            @ConfigProperty(name = "posthorn.public-url") Optional<String> publicUrl) {
        SecureRandom random = new SecureRandom();
        Clock clock = Clock.systemUTC();
        CertificateHosts hosts = CertificateHosts.of(config.regions(), publicUrl.orElse(null));
        return new NotificationKeyStore(
                new Isolation(vertx, sessions),
                new KeyIssuer(hosts, random, clock),
                new KeySeal(masterKeys, random),
                clock);
    }

    @Produces
    @Singleton
    NotificationKeyStart start(NotificationKeyStore store, IdentityConfig config) {
        return new NotificationKeyStart(store, config.refresh());
    }

    @Produces
    @Singleton
    CertificateShelf shelf(NotificationKeyStore store) {
        Executor pause = CompletableFuture.delayedExecutor(
                PAUSE.toMillis(), TimeUnit.MILLISECONDS, Infrastructure.getDefaultWorkerPool());
        return new CertificateShelf(
                number -> store.after(number)
                        .map(keys -> keys.stream()
                                .map(key ->
                                        new CertificateShelf.Certificate(key.number, key.fingerprint, key.certificate))
                                .toList()),
                pause::execute);
    }
}

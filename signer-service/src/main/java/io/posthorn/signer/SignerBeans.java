package io.posthorn.signer;

import io.micrometer.core.instrument.MeterRegistry;
import io.posthorn.signer.edge.CertificateRoute;
import io.posthorn.signer.edge.Edge;
import io.posthorn.signer.edge.EdgeConfig;
import io.posthorn.signer.identity.Identities;
import io.posthorn.signer.notification.CertificateShelf;
import io.posthorn.signer.sigv4.SigningKeys;
import io.posthorn.signer.sts.StsService;
import io.posthorn.signer.throttle.Throttle;
import io.posthorn.signer.throttle.ThrottleConfig;
import io.posthorn.signer.upstream.Upstreams;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Makes the edge's beans. */
class SignerBeans {
    @Produces
    @Singleton
    SigningKeys signingKeys(EdgeConfig config) {
        return new SigningKeys(config.signingKeys());
    }

    @Produces
    @Singleton
    Throttle throttle(ThrottleConfig config) {
        return config.toThrottle();
    }

    @Produces
    @Singleton
    StsService sts(MeterRegistry meters) {
        return new StsService(meters);
    }

    @Produces
    @Singleton
    CertificateRoute certificates(CertificateShelf shelf) {
        return new CertificateRoute(shelf);
    }

    @Produces
    @Singleton
    Edge edge(
            Identities identities,
            SigningKeys signingKeys,
            Throttle throttle,
            ThrottleConfig quotas,
            Upstreams upstreams,
            EdgeConfig config,
            @ConfigProperty(name = "posthorn.public-url") Optional<String> publicUrl,
            MeterRegistry meters) {
        return new Edge(
                identities,
                identities::areLoaded,
                signingKeys,
                throttle,
                quotas.yandex().toQuota(),
                upstreams,
                config,
                publicUrl.orElse(null),
                meters,
                Clock.systemUTC());
    }
}

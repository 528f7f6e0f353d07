package io.posthorn.signer.identity;

import io.smallrye.health.api.AsyncHealthCheck;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Ready: the identities are loaded, so that requests are told right, and the database answers. */
@Readiness
@ApplicationScoped
class SignerReadiness implements AsyncHealthCheck {
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final Identities identities;
    private final IdentityStore store;

    SignerReadiness(Identities identities, IdentityStore store) {
        this.identities = identities;
        this.store = store;
    }

    @Override
    public Uni<HealthCheckResponse> call() {
        return store.answers()
                .ifNoItem()
                .after(PATIENCE)
                .fail()
                .onFailure()
                .recoverWithItem(false)
                .map(answers -> HealthCheckResponse.named("signer")
                        .withData("identities", identities.areLoaded() ? "loaded" : "loading")
                        .withData("database", answers ? "answers" : "silent")
                        .status(identities.areLoaded() && answers)
                        .build());
    }
}

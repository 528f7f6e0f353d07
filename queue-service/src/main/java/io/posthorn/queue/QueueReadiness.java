package io.posthorn.queue;

import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Ready means that this replica owns shards and may answer for them. */
@Readiness
@ApplicationScoped
class QueueReadiness implements HealthCheck {
    private final QueueService service;

    QueueReadiness(QueueService service) {
        this.service = service;
    }

    @Override
    public HealthCheckResponse call() {
        return HealthCheckResponse.named("queue-shards").status(service.ready()).build();
    }
}

package io.posthorn.topic;

import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Ready when the service has started and its fan-out reads. */
@Readiness
@ApplicationScoped
class TopicReadiness implements HealthCheck {
    private final TopicService service;

    TopicReadiness(TopicService service) {
        this.service = service;
    }

    @Override
    public HealthCheckResponse call() {
        return HealthCheckResponse.named("topics").status(service.ready()).build();
    }
}

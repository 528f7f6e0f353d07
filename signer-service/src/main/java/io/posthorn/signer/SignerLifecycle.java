package io.posthorn.signer;

import io.posthorn.signer.edge.Edge;
import io.posthorn.signer.identity.IdentityStart;
import io.posthorn.signer.identity.IdentityTopic;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.interceptor.Interceptor;
import java.util.Map;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Brings the service up and down, and puts the edge before everything else that this process serves. */
@ApplicationScoped
class SignerLifecycle {
    /** Before REST and every other route, after what Quarkus itself puts in front. */
    private static final int ROUTE_ORDER = 0;

    private final IdentityStart identities;
    private final String host;
    private final String kafka;
    private final int replication;

    SignerLifecycle(
            IdentityStart identities,
            @ConfigProperty(name = "quarkus.http.host") String host,
            @ConfigProperty(name = "kafka.bootstrap.servers") String kafka,
            @ConfigProperty(name = "posthorn.kafka.replication", defaultValue = "1") int replication) {
        this.identities = identities;
        this.host = host;
        this.kafka = kafka;
        this.replication = replication;
    }

    void route(@Observes Router router, Edge edge) {
        router.route().order(ROUTE_ORDER).handler(context -> {
            if (isOperators(context)) {
                context.next();
            } else {
                edge.handle(context);
            }
        });
    }

    void prepare(@Observes @Priority(Interceptor.Priority.PLATFORM_BEFORE) StartupEvent event) {
        identities.provision(Map.of("bootstrap.servers", kafka), replication);
        identities.prepare(host);
    }

    void follow(@Observes @Priority(Interceptor.Priority.PLATFORM_AFTER) StartupEvent event, IdentityTopic topic) {
        identities.follow(topic);
    }

    void stop(@Observes ShutdownEvent event) {
        identities.stop();
    }

    /** Health, metrics and the operator's interface are Quarkus's own routes. */
    private static boolean isOperators(RoutingContext context) {
        String path = context.request().path();
        return path != null && (path.startsWith("/q/") || path.startsWith("/_posthorn/"));
    }
}

package io.posthorn.signer;

import io.posthorn.signer.edge.CertificateRoute;
import io.posthorn.signer.edge.Edge;
import io.posthorn.signer.identity.IdentityStart;
import io.posthorn.signer.identity.IdentityTopic;
import io.posthorn.signer.notification.NotificationKeyStart;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
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

    /** The longest body of the operator's interface: a name. */
    private static final int MAX_OPERATOR_BYTES = 64 * 1024;

    private static final int MAX_OPERATOR_DIGITS = 6;
    private static final int LENGTH_REQUIRED = 411;
    private static final int TOO_LARGE = 413;

    private final IdentityStart identities;
    private final NotificationKeyStart notificationKeys;
    private final String host;
    private final String kafka;
    private final int replication;

    SignerLifecycle(
            IdentityStart identities,
            NotificationKeyStart notificationKeys,
            @ConfigProperty(name = "quarkus.http.host") String host,
            @ConfigProperty(name = "kafka.bootstrap.servers") String kafka,
            @ConfigProperty(name = "posthorn.kafka.replication", defaultValue = "1") int replication) {
        this.identities = identities;
        this.notificationKeys = notificationKeys;
        this.host = host;
        this.kafka = kafka;
        this.replication = replication;
    }

    void route(@Observes Router router, Edge edge, CertificateRoute certificates) {
        router.route().order(ROUTE_ORDER).handler(context -> {
            if (isOperators(context)) {
                operators(context);
            } else if (certificates.takes(context.request())) {
                certificates.handle(context);
            } else {
                edge.handle(context);
            }
        });
    }

    void prepare(@Observes @Priority(Interceptor.Priority.PLATFORM_BEFORE) StartupEvent event) {
        identities.provision(Map.of("bootstrap.servers", kafka), replication);
        identities.prepare(host);
        notificationKeys.prepare();
    }

    void follow(@Observes @Priority(Interceptor.Priority.PLATFORM_AFTER) StartupEvent event, IdentityTopic topic) {
        identities.follow(topic);
    }

    void stop(@Observes ShutdownEvent event) {
        identities.stop();
    }

    /** Reads of a body what an operator may send: who sends it is asked only afterwards. */
    private static void operators(RoutingContext context) {
        HttpServerRequest request = context.request();
        String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
        boolean bounded = length == null
                ? isWithoutBody(request)
                : length.length() <= MAX_OPERATOR_DIGITS && Integer.parseInt(length) <= MAX_OPERATOR_BYTES;
        if (bounded) {
            context.next();
            return;
        }
        context.response()
                .putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE)
                .setStatusCode(length == null ? LENGTH_REQUIRED : TOO_LARGE)
                .end()
                .onComplete(sent -> request.connection().close());
    }

    private static boolean isWithoutBody(HttpServerRequest request) {
        HttpMethod method = request.method();
        return request.getHeader(HttpHeaders.TRANSFER_ENCODING) == null
                && (method.equals(HttpMethod.GET)
                        || method.equals(HttpMethod.HEAD)
                        || method.equals(HttpMethod.DELETE)
                        || method.equals(HttpMethod.OPTIONS)
                        || request.version() != HttpVersion.HTTP_2);
    }

    /** Health, metrics and the operator's interface are Quarkus's own routes. */
    private static boolean isOperators(RoutingContext context) {
        String path = context.request().path();
        return path != null && (path.startsWith("/q/") || path.startsWith("/_posthorn/"));
    }
}

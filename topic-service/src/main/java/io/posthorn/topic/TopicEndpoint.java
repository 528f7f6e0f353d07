package io.posthorn.topic;

import io.micrometer.core.instrument.MeterRegistry;
import io.posthorn.platform.http.CallEndpoint;
import io.posthorn.platform.secret.MasterKeys;
import io.posthorn.topic.api.SnsShape;
import io.quarkus.arc.properties.UnlessBuildProperty;
import io.vertx.ext.web.Router;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Clock;

/** The service's door for edges in other processes. Left out where the edge is in the same JVM. */
@ApplicationScoped
@UnlessBuildProperty(name = "posthorn.standalone", stringValue = "true", enableIfMissing = true)
class TopicEndpoint {
    private final CallEndpoint endpoint;

    TopicEndpoint(TopicApi api, MasterKeys masterKeys, MeterRegistry meters) {
        this.endpoint = new CallEndpoint("topic", api, SnsShape.of(), masterKeys, meters, Clock.systemUTC());
    }

    void routes(@Observes Router router) {
        endpoint.serve(router);
    }
}

package io.posthorn.topic;

import io.posthorn.platform.Call;
import io.posthorn.platform.ServiceApi;
import io.posthorn.wire.WireRequest;
import io.posthorn.wire.WireResponse;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Map;
import java.util.Set;

/** The SNS API for whoever has authenticated the request: the edge in the same JVM, or {@link TopicEndpoint}. */
@ApplicationScoped
class TopicApi implements ServiceApi {
    private final TopicService service;

    TopicApi(TopicService service) {
        this.service = service;
    }

    @Override
    public Set<String> signingNames() {
        return Set.of("sns");
    }

    @Override
    public Uni<WireResponse> handle(Call call, WireRequest request) {
        return service.api().handle(call, request, Map.of());
    }
}

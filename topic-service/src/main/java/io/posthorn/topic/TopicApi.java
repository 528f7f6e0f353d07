package io.posthorn.topic;

import io.posthorn.platform.Call;
import io.posthorn.platform.ServiceApi;
import io.posthorn.topic.operator.OperatorApi;
import io.posthorn.wire.WireRequest;
import io.posthorn.wire.WireResponse;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Map;
import java.util.Set;

/**
 * The SNS API for whoever has authenticated the request, and the operator's interface for the operator: the edge in the same JVM
 * says who it is, or {@link TopicEndpoint}.
 */
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
        if (OperatorApi.asks(call)) {
            return service.operatorApi().handle(call, request);
        }
        return service.api().handle(call, request, Map.of());
    }
}

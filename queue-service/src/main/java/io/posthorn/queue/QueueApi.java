package io.posthorn.queue;

import io.posthorn.platform.Call;
import io.posthorn.platform.ServiceApi;
import io.posthorn.platform.api.ApiService;
import io.posthorn.wire.ApiException;
import io.posthorn.wire.WireRequest;
import io.posthorn.wire.WireResponse;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The SQS API for whoever has authenticated the request: the edge in the same JVM, or {@link QueueEndpoint}. */
@ApplicationScoped
class QueueApi implements ServiceApi {
    private static final String QUEUE_URL = "QueueUrl";

    private final QueueService service;

    QueueApi(QueueService service) {
        this.service = service;
    }

    @Override
    public Set<String> signingNames() {
        return Set.of("sqs");
    }

    @Override
    public Uni<WireResponse> handle(Call asked, WireRequest request) {
        ApiService api = service.api(asked);
        Call call = service.shown(asked);
        if (QueueUrlGet.is(request)) {
            if (QueueUrlGet.asksNothing(request)) {
                return Uni.createFrom().item(QueueUrlGet.unknownOperation(call.requestId()));
            }
            Optional<ApiException> refusal = QueueUrlGet.refusal(request);
            if (refusal.isPresent()) {
                return Uni.createFrom().item(api.refuse(call, request, refusal.get()));
            }
        }
        return api.handle(call, request, implied(request));
    }

    /** A request that was sent to a queue's URL is about that queue, unless it names another. */
    private static Map<String, String> implied(WireRequest request) {
        return request.path().length() > 1 ? Map.of(QUEUE_URL, request.path()) : Map.of();
    }
}

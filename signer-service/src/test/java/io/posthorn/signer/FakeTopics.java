package io.posthorn.signer;

import io.posthorn.platform.Call;
import io.posthorn.platform.ServiceApi;
import io.posthorn.wire.Headers;
import io.posthorn.wire.WireRequest;
import io.posthorn.wire.WireResponse;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.TimeoutException;

/** A topic service that tells what the edge told it. */
@Singleton
public class FakeTopics implements ServiceApi {
    @Override
    public Set<String> signingNames() {
        return Set.of("sns");
    }

    @Override
    public Uni<WireResponse> handle(Call call, WireRequest request) {
        if (request.query().equals("away")) {
            return Uni.createFrom().failure(new TimeoutException("away on purpose"));
        }
        String told = String.join(
                "|",
                call.account().value(),
                call.principal().arn(),
                call.accessKeyId(),
                call.region(),
                call.service(),
                request.method(),
                request.path(),
                request.query(),
                new String(request.body(), StandardCharsets.UTF_8));
        return Uni.createFrom()
                .item(new WireResponse(
                        request.query().equals("conflict") ? 409 : 200,
                        Headers.of("Content-Type", "application/json"),
                        told.getBytes(StandardCharsets.UTF_8)));
    }
}

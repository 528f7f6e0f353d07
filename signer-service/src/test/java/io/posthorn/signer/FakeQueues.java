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
import java.util.concurrent.atomic.AtomicInteger;

/** A queue service that tells what the edge told it, and parks what asks to be parked. */
@Singleton
public class FakeQueues implements ServiceApi {
    final AtomicInteger parked = new AtomicInteger();
    final AtomicInteger withdrawn = new AtomicInteger();

    @Override
    public Set<String> signingNames() {
        return Set.of("sqs");
    }

    @Override
    public Uni<WireResponse> handle(Call call, WireRequest request) {
        String body = new String(request.body(), StandardCharsets.UTF_8);
        if (body.equals("park")) {
            return Uni.createFrom().emitter(emitter -> {
                emitter.onTermination(withdrawn::incrementAndGet);
                parked.incrementAndGet();
            });
        }
        if (body.equals("break")) {
            throw new IllegalStateException("broken on purpose");
        }
        String told = String.join(
                "|",
                call.account().value(),
                call.principal().arn(),
                call.accessKeyId(),
                call.region(),
                call.service(),
                call.origin(),
                request.method(),
                request.path(),
                request.query(),
                body);
        Headers headers = Headers.of("Content-Type", "text/plain", "x-amzn-RequestId", call.requestId());
        return Uni.createFrom().item(new WireResponse(200, headers, told.getBytes(StandardCharsets.UTF_8)));
    }
}

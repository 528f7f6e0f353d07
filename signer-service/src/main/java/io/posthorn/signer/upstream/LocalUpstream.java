package io.posthorn.signer.upstream;

import io.posthorn.platform.Call;
import io.posthorn.platform.ServiceApi;
import io.posthorn.wire.WireRequest;
import io.posthorn.wire.WireResponse;
import io.smallrye.mutiny.Uni;
import java.util.Objects;

/** A service in the same JVM: a method call. */
final class LocalUpstream implements Upstream {
    private final ServiceApi api;

    LocalUpstream(ServiceApi api) {
        this.api = Objects.requireNonNull(api);
    }

    @Override
    public Uni<WireResponse> send(Call call, WireRequest request) {
        return api.handle(call, request);
    }
}

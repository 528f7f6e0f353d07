package io.posthorn.signer.upstream;

import io.posthorn.platform.Call;
import io.posthorn.wire.WireRequest;
import io.posthorn.wire.WireResponse;
import io.smallrye.mutiny.Uni;

/** Answers the verified requests of a service. */
@FunctionalInterface
public interface Upstream {
    /**
     * Sends {@code request} on. The {@code Uni} fails with {@link UnreachableException} when no service could be asked,
     * and otherwise only when the program is wrong. Cancelling withdraws the request.
     */
    Uni<WireResponse> send(Call call, WireRequest request);
}

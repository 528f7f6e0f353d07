package io.posthorn.signer.upstream;

import io.posthorn.platform.Call;
import io.posthorn.wire.WireRequest;
import io.posthorn.wire.WireResponse;
import io.smallrye.mutiny.Uni;
import java.util.Map;
import java.util.Set;

/** The services that requests can be sent on to, by signing name. */
public final class Upstreams implements Upstream {
    private final Map<String, Upstream> byService;

    /** Sends each request to the upstream of its service. */
    public Upstreams(Map<String, Upstream> byService) {
        this.byService = Map.copyOf(byService);
    }

    /** Whether requests signed for {@code service} have somewhere to go. */
    public boolean serve(String service) {
        return byService.containsKey(service);
    }

    /** The signing names that have somewhere to go. */
    public Set<String> services() {
        return byService.keySet();
    }

    @Override
    public Uni<WireResponse> send(Call call, WireRequest request) {
        Upstream upstream = byService.get(call.service());
        if (upstream == null) {
            return Uni.createFrom().failure(new UnreachableException("no upstream serves " + call.service()));
        }
        return upstream.send(call, request);
    }
}

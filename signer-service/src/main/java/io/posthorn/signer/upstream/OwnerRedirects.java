package io.posthorn.signer.upstream;

import io.posthorn.platform.Call;
import io.posthorn.platform.shard.MisdirectedException;
import io.posthorn.signer.upstream.ReplicaClient.NotConnectedException;
import io.posthorn.signer.upstream.Replicas.Replica;
import io.posthorn.wire.WireRequest;
import io.posthorn.wire.WireResponse;
import io.smallrye.mutiny.Uni;

/**
 * Follows a replica's word that another owns the shard: status 421 with {@code Posthorn-Owner}, the owner's address.
 * Such an answer means that nothing was done, so asking again is safe.
 */
final class OwnerRedirects implements Upstream {
    /** How often a request is passed on: an owner that lost its shard meanwhile may name the next. */
    private static final int MAX_HOPS = 2;

    private final Upstream first;
    private final ReplicaClient client;

    OwnerRedirects(Upstream first, ReplicaClient client) {
        this.first = first;
        this.client = client;
    }

    @Override
    public Uni<WireResponse> send(Call call, WireRequest request) {
        return first.send(call, request).chain(answer -> follow(answer, call, request, 0));
    }

    private Uni<WireResponse> follow(WireResponse answer, Call call, WireRequest request, int hops) {
        if (answer.status() != MisdirectedException.STATUS) {
            return Uni.createFrom().item(answer);
        }
        String url = answer.headers().first(MisdirectedException.OWNER_HEADER);
        if (url == null || hops == MAX_HOPS) {
            return Uni.createFrom().failure(new NotServedException("no replica owns the shard"));
        }
        Replica owner;
        try {
            owner = Replica.at(url);
        } catch (IllegalArgumentException e) {
            return Uni.createFrom().failure(new UnreachableException("the shard's owner has no usable address", e));
        }
        return client.ask(owner, call, request)
                .onFailure(NotConnectedException.class)
                .transform(failure -> new NotServedException("the shard's owner accepts no connection", failure))
                .chain(next -> follow(next, call, request, hops + 1));
    }
}

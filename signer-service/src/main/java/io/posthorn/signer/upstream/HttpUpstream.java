package io.posthorn.signer.upstream;

import io.posthorn.platform.Call;
import io.posthorn.platform.shard.MisdirectedException;
import io.posthorn.signer.upstream.ReplicaClient.NotConnectedException;
import io.posthorn.signer.upstream.Replicas.Replica;
import io.posthorn.wire.WireRequest;
import io.posthorn.wire.WireResponse;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * A service in other processes. Asks the owner of the queue's shard if it is known, else the replicas in turn; goes on to
 * the next only when nothing was done: the request did not reach one, or it was misdirected and no owner is named.
 */
final class HttpUpstream implements Upstream {
    private final Replicas replicas;
    private final ReplicaClient client;
    private final ShardRoutes routes;
    private final Duration deadline;

    HttpUpstream(Replicas replicas, ReplicaClient client, ShardRoutes routes, Duration deadline) {
        this.replicas = replicas;
        this.client = client;
        this.routes = routes;
        this.deadline = deadline;
    }

    @Override
    public Uni<WireResponse> send(Call call, WireRequest request) {
        Set<Replica> order = new LinkedHashSet<>();
        Replica owner = routes.ownerOf(call, request);
        if (owner != null) {
            order.add(owner);
        }
        order.addAll(replicas.inTurn());
        return ask(List.copyOf(order), 0, call, request)
                .ifNoItem()
                .after(deadline)
                .failWith(() -> new UnreachableException("no answer in " + deadline.toSeconds() + " s"));
    }

    private Uni<WireResponse> ask(List<Replica> order, int index, Call call, WireRequest request) {
        if (index == order.size()) {
            return Uni.createFrom().failure(new NotServedException("no replica accepts connections"));
        }
        return client.ask(order.get(index), call, request)
                // It does not own the shard and does not know who does, as when it has just handed it over: another may
                // know.
                .chain(answer -> isWithoutOwner(answer) && index + 1 < order.size()
                        ? ask(order, index + 1, call, request)
                        : Uni.createFrom().item(answer))
                .onFailure(NotConnectedException.class)
                .recoverWithUni(() -> ask(order, index + 1, call, request));
    }

    private static boolean isWithoutOwner(WireResponse answer) {
        return answer.status() == MisdirectedException.STATUS
                && answer.headers().first(MisdirectedException.OWNER_HEADER) == null;
    }
}

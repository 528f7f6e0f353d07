package io.posthorn.queue.shard;

import io.smallrye.mutiny.Uni;

/** Tells the edges who serves a shard now. An announcement may be lost: a wrong edge is corrected by the answer 421. */
public interface ShardAnnouncer {
    /** Announces that {@code owner} serves {@code lease}'s shard from now on; completes when it was handed over or failed. */
    Uni<Void> announce(ShardLease lease, Replica owner);
}

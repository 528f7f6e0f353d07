package io.posthorn.queue.shard;

/** Tells the edges who serves a shard now. An announcement may be lost: a wrong edge is corrected by the answer 421. */
public interface ShardAnnouncer {
    /** Announces that {@code owner} serves {@code lease}'s shard from now on, without waiting for it. */
    void announce(ShardLease lease, Replica owner);
}

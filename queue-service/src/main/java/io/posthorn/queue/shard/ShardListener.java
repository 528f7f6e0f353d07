package io.posthorn.queue.shard;

import io.smallrye.mutiny.Uni;

/** What serves the shards that this replica owns. */
public interface ShardListener {
    /** The shard is ours: load it; complete when it serves. */
    Uni<Void> acquired(ShardLease lease);

    /**
     * The shard is about to be handed over: refuse what comes, finish what is under way, release long polls; complete
     * when nothing of it will touch the store again.
     */
    Uni<Void> releasing(ShardLease lease);

    /** The shard is somebody else's already: drop everything about it at once, answering nothing that is not durable. */
    void lost(ShardLease lease);
}

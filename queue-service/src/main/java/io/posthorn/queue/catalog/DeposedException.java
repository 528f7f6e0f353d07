package io.posthorn.queue.catalog;

import io.posthorn.queue.shard.ShardLease;

/** The shard of the queue that was to be changed has another owner; nothing was changed. */
public final class DeposedException extends RuntimeException {
    private final transient ShardLease lease;

    DeposedException(ShardLease lease) {
        super("the shard has another owner", null, false, false);
        this.lease = lease;
    }

    /** The lease that is over. */
    public ShardLease lease() {
        return lease;
    }
}

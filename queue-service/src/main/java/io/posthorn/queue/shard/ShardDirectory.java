package io.posthorn.queue.shard;

import io.posthorn.platform.AccountId;
import io.posthorn.platform.shard.Shards;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Which shard a queue belongs to and which replica serves it, as far as this process knows. Thread-safe. */
public final class ShardDirectory {
    private final Shards shards;
    private volatile Map<Integer, Replica> owners = Map.of();

    /** A directory of {@code shards}, none of which has a known owner yet. */
    public ShardDirectory(Shards shards) {
        this.shards = shards;
    }

    /** The shard of a queue: 0 to the number of shards, exclusive. */
    public int shardOf(AccountId account, String region, String queueName) {
        return shards.of(account, region, queueName);
    }

    /** The replica last seen serving {@code shard}, or null when none is known. */
    public @Nullable Replica ownerOf(int shard) {
        return owners.get(shard);
    }

    void update(Map<Integer, Replica> seen) {
        owners = Map.copyOf(seen);
    }
}

package io.posthorn.queue.shard;

/**
 * The right to serve one shard, until somebody takes it with a higher epoch.
 *
 * @param shard 0 to the installation's number of shards, exclusive
 * @param epoch grows with each change of owner; every journal transaction of the shard checks it
 */
public record ShardLease(int shard, long epoch) {}

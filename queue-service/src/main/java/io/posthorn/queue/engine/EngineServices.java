package io.posthorn.queue.engine;

import io.posthorn.platform.event.DeliverySeal;
import io.posthorn.queue.catalog.QueueCatalogs;
import io.posthorn.queue.seal.DataKeys;
import io.posthorn.queue.shard.ShardDirectory;
import io.posthorn.queue.shard.ShardLease;
import io.vertx.sqlclient.Pool;
import java.util.function.Consumer;

/**
 * What every shard of this replica works with.
 *
 * @param catalogs the queues on record
 * @param pool where queues are read from
 * @param directory which shard a queue belongs to
 * @param targets which queues exist that messages move to
 * @param dataKeys what messages are sealed with
 * @param deliveries how messages are sealed that leave
 * @param meters where queues are counted
 * @param nudgeOutbox says that something leaves
 * @param abandon gives a shard up, to take it again with a new epoch: its state in memory is not what the journal holds
 */
record EngineServices(
        QueueCatalogs catalogs,
        Pool pool,
        ShardDirectory directory,
        Targets targets,
        DataKeys dataKeys,
        DeliverySeal deliveries,
        QueueMeters meters,
        Runnable nudgeOutbox,
        Consumer<ShardLease> abandon) {}

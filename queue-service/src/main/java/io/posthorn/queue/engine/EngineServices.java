package io.posthorn.queue.engine;

import io.posthorn.queue.catalog.QueueCatalogs;
import io.posthorn.queue.shard.ShardDirectory;
import io.vertx.sqlclient.Pool;

/**
 * What every shard of this replica works with.
 *
 * @param catalogs the queues on record
 * @param pool where queues are read from
 * @param directory which shard a queue belongs to
 * @param targets which queues exist that messages move to
 * @param meters where queues are counted
 * @param nudgeOutbox says that something leaves
 */
record EngineServices(
        QueueCatalogs catalogs,
        Pool pool,
        ShardDirectory directory,
        Targets targets,
        QueueMeters meters,
        Runnable nudgeOutbox) {}

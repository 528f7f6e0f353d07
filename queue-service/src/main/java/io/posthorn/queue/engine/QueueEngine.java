package io.posthorn.queue.engine;

import io.posthorn.platform.AccountId;
import io.posthorn.platform.shard.MisdirectedException;
import io.posthorn.queue.catalog.DeposedException;
import io.posthorn.queue.queue.ActiveQueue;
import io.posthorn.queue.queue.CreateResult;
import io.posthorn.queue.queue.QueueDescription;
import io.posthorn.queue.queue.QueueKey;
import io.posthorn.queue.queue.QueueName;
import io.posthorn.queue.queue.QueuePage;
import io.posthorn.queue.queue.QueueProfile;
import io.posthorn.queue.queue.Queues;
import io.posthorn.queue.shard.Replica;
import io.posthorn.queue.shard.ShardLease;
import io.posthorn.queue.shard.ShardListener;
import io.posthorn.queue.state.Counts;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/**
 * The queues that live on this replica: those of the shards which it owns. Everything about a queue of another replica's
 * fails with {@link MisdirectedException}, which says who owns it.
 */
public final class QueueEngine implements Queues, ShardListener {
    private final EngineServices services;
    private final List<ShardLoop> loops;
    private final BooleanSupplier alive;
    private final Replica self;
    private final Map<Integer, OwnedShard> shards = new ConcurrentHashMap<>();

    /**
     * @param alive whether this replica may answer from memory, see {@link io.posthorn.queue.shard.ShardOwner#valid}
     */
    QueueEngine(EngineServices services, List<ShardLoop> loops, BooleanSupplier alive, Replica self) {
        this.services = services;
        this.loops = List.copyOf(loops);
        this.alive = alive;
        this.self = self;
    }

    @Override
    public Uni<CreateResult> create(QueueKey key, QueueProfile profile) {
        return owned(key, shard -> shard.catalog(key.account()).create(key, profile, shard.lease()));
    }

    @Override
    public Optional<QueueDescription> inMemory(QueueKey key) {
        OwnedShard shard = shards.get(shardOf(key));
        LiveQueue live = shard == null ? null : shard.inMemory(key);
        return live == null ? Optional.empty() : Optional.of(live.description());
    }

    @Override
    public Uni<Optional<QueueDescription>> find(QueueKey key) {
        Optional<QueueDescription> live = inMemory(key);
        if (live.isPresent()) {
            return Uni.createFrom().item(live);
        }
        return services.catalogs()
                .forAccount(key.account())
                .find(key)
                .map(found -> found.map(entry -> entry.description()));
    }

    @Override
    public Uni<QueuePage> list(AccountId account, String region, String prefix, int limit, Optional<QueueName> after) {
        return services.catalogs().forAccount(account).list(region, prefix, limit, after);
    }

    @Override
    public Uni<QueuePage> deadLetterSources(QueueKey target, int limit, Optional<QueueName> after) {
        return services.catalogs().forAccount(target.account()).deadLetterSources(target, limit, after);
    }

    @Override
    public Uni<Optional<QueueDescription>> update(QueueKey key, UnaryOperator<QueueProfile> change) {
        return owned(
                key,
                shard -> shard.catalog(key.account())
                        .update(key, change, shard.lease())
                        .call(changed -> changed.map(shard::changed)
                                .orElseGet(() -> Uni.createFrom().voidItem()))
                        .map(changed -> changed.map(entry -> entry.description())));
    }

    @Override
    public Uni<Boolean> delete(QueueKey key) {
        return owned(
                key,
                shard -> shard.catalog(key.account())
                        .delete(key, shard.lease())
                        .call(deleted -> deleted.isPresent()
                                ? shard.deleted(key)
                                : Uni.createFrom().voidItem())
                        .map(Optional::isPresent));
    }

    @Override
    public Uni<Optional<ActiveQueue>> open(QueueKey key) {
        OwnedShard shard = shards.get(shardOf(key));
        LiveQueue live = shard == null ? null : shard.inMemory(key);
        if (live != null) {
            return Uni.createFrom().item(Optional.of(live.metered()));
        }
        return owned(key, owner -> owner.open(key));
    }

    @Override
    public Uni<Void> acquired(ShardLease lease) {
        ShardLoop loop = loops.get(lease.shard() % loops.size());
        shards.put(lease.shard(), new OwnedShard(lease, loop, services, alive, () -> misdirected(lease.shard())));
        return Uni.createFrom().voidItem();
    }

    @Override
    public Uni<Void> releasing(ShardLease lease) {
        OwnedShard shard = shards.get(lease.shard());
        return shard == null
                ? Uni.createFrom().voidItem()
                : shard.drain().invoke(() -> shards.remove(lease.shard(), shard));
    }

    @Override
    public void lost(ShardLease lease) {
        OwnedShard shard = shards.get(lease.shard());
        if (shard != null && shard.lease().equals(lease) && shards.remove(lease.shard(), shard)) {
            shard.lost();
        }
    }

    /** The live queue for messages that move, or empty when there is none. */
    Uni<Optional<LiveQueue>> live(QueueKey key) {
        return owned(key, owner -> owner.live(key));
    }

    /** The shard {@code number} if it is served here. */
    Optional<OwnedShard> owned(int number) {
        return Optional.ofNullable(shards.get(number));
    }

    /** The shards that are served here. */
    Set<Integer> served() {
        return Set.copyOf(shards.keySet());
    }

    /** Counts what is in the queues in memory and shows it. */
    void sample(Instant now) {
        Map<QueueKey, Counts> counts = new ConcurrentHashMap<>();
        List<Uni<Counts>> asked = shards.values().stream()
                .flatMap(shard -> shard.queues().stream())
                .map(queue -> queue.counts()
                        .invoke(each -> counts.put(queue.description().key(), each))
                        .onFailure()
                        .recoverWithNull())
                .toList();
        if (!asked.isEmpty()) {
            Uni.join()
                    .all(asked)
                    .andCollectFailures()
                    .subscribe()
                    .with(_ -> services.meters().show(counts, now), _ -> {});
        }
    }

    /** Looks again which dead-letter queues exist. */
    void refreshTargets() {
        shards.values().forEach(shard -> shard.queues().forEach(LiveQueue::refreshTarget));
    }

    /** Writes what waits to be written and closes the journals. */
    Future<Void> close() {
        return Future.join(loops.stream().map(ShardLoop::close).toList()).mapEmpty();
    }

    private int shardOf(QueueKey key) {
        return services.directory()
                .shardOf(key.account(), key.region(), key.name().value());
    }

    private <T> Uni<T> owned(QueueKey key, Function<OwnedShard, Uni<T>> work) {
        int number = shardOf(key);
        OwnedShard shard = shards.get(number);
        if (shard == null || !shard.serves()) {
            return Uni.createFrom().failure(() -> misdirected(number));
        }
        return work.apply(shard).onFailure(DeposedException.class).transform(_ -> misdirected(number));
    }

    /**
     * What to answer about a shard that is not served here. Names no owner when the last one known is ourselves: whoever
     * follows would only come back.
     */
    MisdirectedException misdirected(int shard) {
        return new MisdirectedException(Optional.ofNullable(services.directory().ownerOf(shard))
                .filter(owner -> !owner.equals(self))
                .map(Replica::url));
    }
}

package io.posthorn.queue.shard;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jboss.logging.Logger;

/**
 * This replica's part in sharing out the shards: it proves that it lives, takes its even share, hands over the rest, and
 * notices when a shard was taken from it.
 *
 * <p>Two fences keep a deposed owner from doing harm. Its journal transactions fail on the epoch. And it stops
 * <em>answering</em> on its own when it could not prove for {@code ttl} that it lives ({@link #valid}), because receives
 * need no transaction. Its own stopwatch starts before the heartbeat is sent, so it always stops before the database
 * lets anybody take over.
 *
 * <pre>
 *             take (epoch + 1)            loaded
 *   free ──────────────────────▶ loading ────────▶ serving ──release──▶ draining ──▶ free
 *                                                     │
 *                                                     └── row shows another epoch ──▶ lost
 * </pre>
 */
public final class ShardOwner {
    private static final Logger LOG = Logger.getLogger(ShardOwner.class);

    /** Part of the time to live that is given away for clocks that tick at different speeds. */
    private static final double SAFETY = 0.8;

    /** How many shards are taken or released at the same time. */
    private static final int CONCURRENCY = 8;

    /** How many shards a replica that leaves hands over at the same time. */
    private static final int PORTION = 4;

    private final ShardStore store;
    private final ShardDirectory directory;
    private final ShardAnnouncer announcer;
    private final Replica self;
    private final Duration ttl;
    private final LongSupplier nanoTime;
    private final Map<Integer, ShardLease> held = new ConcurrentHashMap<>();
    private volatile long validUntil;

    /**
     * @param pool the store of the lease rows
     * @param directory kept up to date by each {@link #tick}
     * @param announcer told of each shard taken
     * @param self this replica
     * @param ttl how long a heartbeat proves that we live; others take over after it
     * @param nanoTime a stopwatch in nanoseconds, such as {@code System::nanoTime}
     */
    public ShardOwner(
            Pool pool,
            ShardDirectory directory,
            ShardAnnouncer announcer,
            Replica self,
            Duration ttl,
            LongSupplier nanoTime) {
        this.store = new ShardStore(pool);
        this.directory = directory;
        this.announcer = announcer;
        this.self = self;
        this.ttl = ttl;
        this.nanoTime = nanoTime;
        this.validUntil = nanoTime.getAsLong();
    }

    /** Makes the lease rows on an installation's first start; fails when it was made with another number of shards. */
    public Uni<Void> prepare(int shards) {
        return store.create(shards);
    }

    /** Whether this replica may answer from memory: whether nobody can have taken its shards yet. */
    public boolean valid() {
        return nanoTime.getAsLong() - validUntil < 0;
    }

    /** The shards that are ours, serving or loading. */
    public Set<Integer> held() {
        return Set.copyOf(held.keySet());
    }

    /** Heartbeat, look, take or hand over. To be called one at a time, several times within each {@code ttl}. */
    public Uni<Void> tick(ShardListener listener) {
        long sent = nanoTime.getAsLong();
        return store.heartbeat(self, ttl)
                // After a lapse somebody may be taking our shards at this very moment.
                .chain(() -> store.read(!valid()))
                .chain(table -> {
                    directory.update(table.owners());
                    dropLost(table, listener);
                    // Not before: what was taken from us while we were thought dead must not be answered for.
                    validUntil = sent + (long) (ttl.toNanos() * SAFETY);
                    ShardTable.Plan plan = table.planFor(self.id(), held.keySet());
                    return handOver(plan.release(), listener).chain(() -> takeAll(plan.take(), listener));
                })
                .chain(store::forgetDead);
    }

    /**
     * Hands all shards over and leaves the living. While others live they take the shards a few at a time, in the time of which
     * the rest is served here: a shard is without an owner for no longer than its own change of hands takes. Not while a
     * {@link #tick} is under way, whose heartbeat could come after it.
     */
    public Uni<Void> leave(ShardListener listener) {
        long sent = nanoTime.getAsLong();
        return store.leaving(self, ttl)
                .chain(() -> store.read(false))
                .chain(table -> {
                    dropLost(table, listener);
                    validUntil = sent + (long) (ttl.toNanos() * SAFETY);
                    return Multi.createFrom()
                            .iterable(portions(table.hasHeirs() ? PORTION : held.size()))
                            .onItem()
                            .transformToUniAndConcatenate(leases -> handOver(leases, listener))
                            .collect()
                            .last();
                })
                .chain(() -> store.leave(self));
    }

    private List<List<ShardLease>> portions(int size) {
        List<ShardLease> all = List.copyOf(held.values());
        List<List<ShardLease>> portions = new ArrayList<>();
        for (int i = 0; i < all.size(); i += size) {
            portions.add(all.subList(i, Math.min(all.size(), i + size)));
        }
        return portions;
    }

    /** How far others are with the shards of a replica that has left. */
    public enum Succession {
        /** No other replica lives. */
        NOBODY,
        /** Some shards have no owner yet. */
        UNDER_WAY,
        /** Every shard has an owner, and the directory knows who. */
        COMPLETE
    }

    /** Looks who owns the shards after {@link #leave}. */
    public Uni<Succession> succession() {
        return store.read(false).map(table -> {
            Map<Integer, Replica> owners = table.owners();
            directory.update(owners);
            if (!table.hasHeirs()) {
                return Succession.NOBODY;
            }
            return owners.size() == table.shards().size() ? Succession.COMPLETE : Succession.UNDER_WAY;
        });
    }

    private void dropLost(ShardTable table, ShardListener listener) {
        Map<Integer, Long> epochs = new HashMap<>();
        table.shards().forEach(row -> epochs.put(row.shard(), row.epoch()));
        for (ShardLease lease : new ArrayList<>(held.values())) {
            if (!Objects.equals(epochs.get(lease.shard()), lease.epoch())) {
                forget(lease, listener);
            }
        }
    }

    /** Gives a shard up: somebody took it, or its state here is not what the store holds. It is taken again when it is free. */
    public void forget(ShardLease lease, ShardListener listener) {
        if (held.remove(lease.shard(), lease)) {
            LOG.warnf("shard given up shard=%d epoch=%d", lease.shard(), lease.epoch());
            listener.lost(lease);
        }
    }

    private Uni<Void> takeAll(List<Integer> shards, ShardListener listener) {
        if (shards.isEmpty()) {
            return Uni.createFrom().voidItem();
        }
        return store.take(self, shards).chain(leases -> each(leases, lease -> take(lease, listener)));
    }

    private Uni<Void> take(ShardLease lease, ShardListener listener) {
        held.put(lease.shard(), lease);
        return listener.acquired(lease)
                .invoke(() -> announcer.announce(lease, self))
                .onFailure()
                .call(() -> {
                    held.remove(lease.shard(), lease);
                    listener.lost(lease);
                    return store.release(self, List.of(lease));
                });
    }

    private Uni<Void> handOver(List<ShardLease> leases, ShardListener listener) {
        if (leases.isEmpty()) {
            return Uni.createFrom().voidItem();
        }
        return each(
                        leases,
                        lease -> held.containsValue(lease)
                                ? letGo(lease, listener)
                                : Uni.createFrom().voidItem())
                .chain(() -> store.release(self, leases));
    }

    private Uni<Void> letGo(ShardLease lease, ShardListener listener) {
        return listener.releasing(lease)
                .invoke(() -> held.remove(lease.shard(), lease))
                // It has stopped serving: half handed over it would serve nobody.
                .onCancellation()
                .invoke(() -> forget(lease, listener));
    }

    private static <T> Uni<Void> each(List<T> items, Function<T, Uni<Void>> step) {
        return Multi.createFrom()
                .iterable(items)
                .onItem()
                .transformToUni(item -> step.apply(item))
                .merge(CONCURRENCY)
                .collect()
                .last()
                .replaceWithVoid();
    }
}

package io.posthorn.queue.engine;

import io.posthorn.platform.AccountId;
import io.posthorn.platform.shard.MisdirectedException;
import io.posthorn.queue.catalog.CatalogEntry;
import io.posthorn.queue.catalog.QueueCatalog;
import io.posthorn.queue.journal.Journal;
import io.posthorn.queue.journal.JournalLostException;
import io.posthorn.queue.journal.QueueReader;
import io.posthorn.queue.journal.QueueRef;
import io.posthorn.queue.journal.Transport;
import io.posthorn.queue.queue.ActiveQueue;
import io.posthorn.queue.queue.QueueKey;
import io.posthorn.queue.seal.QueueSeal;
import io.posthorn.queue.shard.ShardLease;
import io.posthorn.queue.state.CloseReason;
import io.posthorn.queue.state.QueueState;
import io.posthorn.queue.state.StoredMessage;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A shard that this replica serves. Its queues come into memory when they are first asked for; a queue that was asked for
 * while it loads is loaded once.
 */
final class OwnedShard {
    private static final QueueRef NO_QUEUE = new QueueRef(new AccountId("0"), 0);

    private final ShardLease lease;
    private final ShardLoop loop;
    private final EngineServices services;
    private final BooleanSupplier alive;
    private final Supplier<MisdirectedException> elsewhere;
    private final Map<QueueKey, LiveQueue> live = new ConcurrentHashMap<>();
    private final Map<QueueKey, Loading> loading = new HashMap<>();
    private volatile boolean serving = true;
    private volatile boolean lost;

    /** A queue on its way into memory; {@code doomed} when it was deleted in the meantime. */
    private static final class Loading {
        final List<UniEmitter<? super Optional<ActiveQueue>>> waiting = new ArrayList<>(1);
        boolean doomed;
    }

    /**
     * @param alive whether this replica may answer from memory, see {@link io.posthorn.queue.shard.ShardOwner#valid}
     * @param elsewhere says who owns the shard when this replica does not any more
     */
    OwnedShard(
            ShardLease lease,
            ShardLoop loop,
            EngineServices services,
            BooleanSupplier alive,
            Supplier<MisdirectedException> elsewhere) {
        this.lease = lease;
        this.loop = loop;
        this.services = services;
        this.alive = alive;
        this.elsewhere = elsewhere;
    }

    ShardLease lease() {
        return lease;
    }

    ShardLoop loop() {
        return loop;
    }

    QueueCatalog catalog(AccountId account) {
        return services.catalogs().forAccount(account);
    }

    /** Whether queues of this shard may be answered for now. */
    boolean serves() {
        return serving && alive.getAsBoolean();
    }

    /**
     * Whether messages that were leased here may be handed out: nobody else can have taken the shard without these leases. While it
     * is handed over they may, for the leases are written.
     */
    boolean handsOut() {
        return !lost && alive.getAsBoolean();
    }

    /** How messages leave {@code queue}. */
    Departures departuresOf(LiveQueue queue) {
        return new Departures(queue, services.directory(), services.targets(), services.deliveries());
    }

    /** What seals the messages of {@code queue}. */
    QueueSeal sealOf(QueueRef queue) {
        return new QueueSeal(queue, services.dataKeys());
    }

    QueueMeters meters() {
        return services.meters();
    }

    Targets targets() {
        return services.targets();
    }

    /** Something leaves: the relay need not wait for its poll. */
    void nudgeOutbox() {
        services.nudgeOutbox().run();
    }

    /** Writes what belongs to the shard but to none of its queues, behind all that was written before. On the loop. */
    Future<Void> write(Transport transport) {
        Promise<Void> done = Promise.promise();
        loop.journal().append(lease, NO_QUEUE, List.of(), transport, new Told(done));
        return transport.outgoing().isEmpty() ? done.future() : done.future().onSuccess(_ -> nudgeOutbox());
    }

    /** Why it takes nothing now; null when it does. On the loop. */
    @Nullable
    Throwable refusal() {
        if (!serves()) {
            return misdirected();
        }
        return loop.journal().hasRoom() ? null : EngineErrors.busy();
    }

    /** The queues in memory. */
    List<LiveQueue> queues() {
        return List.copyOf(live.values());
    }

    /** What to answer when the shard is not served here any more. */
    MisdirectedException misdirected() {
        return elsewhere.get();
    }

    /** The queue if it is in memory; from any thread. */
    @Nullable
    LiveQueue inMemory(QueueKey key) {
        return live.get(key);
    }

    /** The queue, loaded when it must be; empty when there is none. */
    Uni<Optional<ActiveQueue>> open(QueueKey key) {
        return Uni.createFrom()
                .emitter(emitter -> loop.run(() -> {
                    LiveQueue present = live.get(key);
                    if (present != null) {
                        emitter.complete(Optional.of(present.metered()));
                    } else if (!serves()) {
                        emitter.fail(misdirected());
                    } else {
                        Loading under = loading.get(key);
                        if (under == null) {
                            under = new Loading();
                            loading.put(key, under);
                            load(key, under);
                        }
                        under.waiting.add(emitter);
                    }
                }));
    }

    /** The queue itself, for messages that come from elsewhere. */
    Uni<Optional<LiveQueue>> live(QueueKey key) {
        return open(key).map(found -> found.map(queue -> ((MeteredQueue) queue).live()));
    }

    /** The record of a queue changed: what is asked of it after the answer sees the change. From any thread. */
    Uni<Void> changed(CatalogEntry entry) {
        return Uni.createFrom()
                .emitter(emitter -> loop.run(() -> {
                    LiveQueue queue = live.get(entry.description().key());
                    if (queue != null
                            && queue.description().id() == entry.description().id()) {
                        queue.apply(entry);
                    }
                    emitter.complete(null);
                }));
    }

    /** The queue is deleted on record: nobody finds it here any more when the answer comes. */
    Uni<Void> deleted(QueueKey key) {
        return Uni.createFrom()
                .emitter(emitter -> loop.run(() -> {
                    Loading under = loading.get(key);
                    if (under != null) {
                        under.doomed = true;
                    }
                    LiveQueue queue = live.remove(key);
                    if (queue != null) {
                        queue.close(CloseReason.DELETED);
                    }
                    emitter.complete(null);
                }));
    }

    /**
     * Gives the shard up, for the state of one of its queues is not what the journal holds. It is taken again with a new
     * epoch, which fences off what is still on its way to the store, and its queues are restored.
     */
    void abandon() {
        services.abandon().accept(lease);
    }

    /** Stops serving; completes when what was decided is durable. Long polls are sent to the next owner. */
    Uni<Void> drain() {
        return Uni.createFrom()
                .emitter(emitter -> loop.run(() -> {
                    serving = false;
                    live.values().forEach(LiveQueue::writeLeases);
                    closeAll();
                    Promise<Void> written = Promise.promise();
                    // Whether it was written or the shard was lost meanwhile: nothing of it will touch the store again.
                    written.future().onComplete(_ -> emitter.complete(null));
                    loop.journal().append(lease, NO_QUEUE, List.of(), Transport.NONE, new Told(written));
                }));
    }

    /** The shard is somebody else's: everything in memory is worth nothing. From any thread. */
    void lost() {
        lost = true;
        serving = false;
        loop.run(() -> {
            loop.journal().drop(lease);
            closeAll();
        });
    }

    private void closeAll() {
        List<LiveQueue> queues = List.copyOf(live.values());
        live.clear();
        queues.forEach(queue -> queue.close(CloseReason.HANDED_OVER));
    }

    private void load(QueueKey key, Loading under) {
        catalog(key.account())
                .find(key)
                .subscribe()
                .with(
                        found -> loop.run(() -> found.ifPresentOrElse(
                                entry -> restore(entry, under), () -> finish(key, under, null, null))),
                        failure -> loop.run(() -> finish(key, under, null, failure)));
    }

    private void restore(CatalogEntry entry, Loading under) {
        QueueKey key = entry.description().key();
        QueueRef ref = new QueueRef(key.account(), entry.description().id());
        QueueReader reader = new QueueReader(services.pool(), ref);
        QueueState state = new QueueState(ref.queueId(), lease.epoch(), StateSettings.of(entry, true), loop.messages());
        reader.beginning(loop.now())
                .compose(beginning -> {
                    Future<Void> done = onLoop(() -> beginning.remembered().forEach(state::restoreDedup));
                    return done.compose(_ -> restore(beginning.page(), reader, state));
                })
                .onComplete(result -> loop.run(() -> {
                    if (result.succeeded()) {
                        finish(key, under, new LiveQueue(this, entry, state, reader), null);
                    } else {
                        state.close(CloseReason.HANDED_OVER);
                        finish(key, under, null, result.cause());
                    }
                }));
    }

    /** Restores {@code page} and as many of those that follow as the state wants. */
    private Future<Void> restore(List<StoredMessage> page, QueueReader reader, QueueState state) {
        Future<Void> restored = onLoop(() -> page.forEach(state::restore));
        if (page.size() < QueueReader.PAGE) {
            return restored;
        }
        long last = page.getLast().sequence();
        return restored.compose(_ -> state.wants(QueueReader.PAGE)
                ? reader.messagesAfter(last).compose(next -> restore(next, reader, state))
                : rest(reader, state, last));
    }

    private Future<Void> rest(QueueReader reader, QueueState state, long after) {
        return reader.rest(after)
                .compose(found -> onLoop(() -> found.ifPresent(rest -> state.restoreTail(rest.last(), rest.count()))));
    }

    private Future<Void> onLoop(Runnable step) {
        Promise<Void> done = Promise.promise();
        loop.run(() -> {
            step.run();
            done.complete();
        });
        return done.future();
    }

    private void finish(QueueKey key, Loading under, @Nullable LiveQueue queue, @Nullable Throwable failure) {
        loading.remove(key, under);
        if (queue != null && serving && !under.doomed) {
            live.put(key, queue);
            queue.refreshTarget();
            queue.timeHasCome();
        } else if (queue != null) {
            queue.close(CloseReason.HANDED_OVER);
        }
        for (UniEmitter<? super Optional<ActiveQueue>> emitter : under.waiting) {
            if (failure != null) {
                emitter.fail(failure);
            } else if (!serving) {
                emitter.fail(misdirected());
            } else {
                emitter.complete(
                        under.doomed
                                ? Optional.empty()
                                : Optional.ofNullable(queue).map(LiveQueue::metered));
            }
        }
    }

    private record Told(Promise<Void> promise) implements Journal.Completion {
        @Override
        public void durable() {
            promise.complete();
        }

        @Override
        public void lost(JournalLostException cause) {
            promise.fail(cause);
        }
    }
}

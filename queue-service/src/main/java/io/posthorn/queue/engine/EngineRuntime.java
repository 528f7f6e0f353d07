package io.posthorn.queue.engine;

import io.posthorn.platform.secret.SecretSealer;
import io.posthorn.platform.shard.Shards;
import io.posthorn.queue.QueueServiceConfig;
import io.posthorn.queue.catalog.QueueCatalogs;
import io.posthorn.queue.journal.JournalLimits;
import io.posthorn.queue.journal.JournalMeters;
import io.posthorn.queue.journal.PgJournal;
import io.posthorn.queue.shard.Replica;
import io.posthorn.queue.shard.ShardAnnouncer;
import io.posthorn.queue.shard.ShardDirectory;
import io.posthorn.queue.shard.ShardLease;
import io.posthorn.queue.shard.ShardOwner;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import io.vertx.core.impl.ContextInternal;
import io.vertx.core.impl.VertxInternal;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.pgclient.PgConnectOptions;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.hibernate.reactive.mutiny.Mutiny;
import org.jboss.logging.Logger;

/**
 * The engine and all that keeps it going in this process: event loops with their journals, the heartbeat that holds its
 * shards, the sweep after deleted queues.
 */
public final class EngineRuntime {
    private static final Logger LOG = Logger.getLogger(EngineRuntime.class);
    private static final Duration SWEEP = Duration.ofSeconds(10);
    private static final int MOST_LOOPS = 8;

    private final Vertx vertx;
    private final Pool pool;
    private final QueueServiceConfig config;
    private final ShardOwner owner;
    private final QueueEngine engine;
    private final Sweeper sweeper;
    private final SecureRandom random = new SecureRandom();
    private final List<Long> timers = new ArrayList<>();
    private volatile boolean ticking;
    private volatile boolean stopping;

    /**
     * @param options the database of the journals, the same as {@code pool}'s
     * @param self this replica
     */
    public EngineRuntime(
            Vertx vertx,
            Mutiny.SessionFactory sessions,
            Pool pool,
            PgConnectOptions options,
            QueueServiceConfig config,
            Replica self,
            ShardAnnouncer announcer,
            JournalMeters meters,
            Clock clock) {
        this.vertx = vertx;
        this.pool = pool;
        this.config = config;
        ShardDirectory directory = new ShardDirectory(new Shards(config.shards()));
        this.owner = new ShardOwner(pool, directory, announcer, self, config.replica().ttl(), System::nanoTime);
        List<ShardLoop> loops = new ArrayList<>();
        int count = config.loops() == 0
                ? Math.min(MOST_LOOPS, Runtime.getRuntime().availableProcessors())
                : config.loops();
        for (int i = 0; i < count; i++) {
            loops.add(loop(options, meters, clock, config.memory().bodyBytes() / count));
        }
        this.engine =
                new QueueEngine(new QueueCatalogs(vertx, sessions, clock), pool.getDelegate(), directory, loops, owner::valid);
        this.sweeper = new Sweeper(pool);
    }

    private ShardLoop loop(PgConnectOptions options, JournalMeters meters, Clock clock, long bodyBytes) {
        ContextInternal context = ((VertxInternal) vertx).createEventLoopContext();
        QueueServiceConfig.Journal journal = config.journal();
        JournalLimits limits = new JournalLimits(
                journal.batchEntries(), journal.batchBytes(), journal.waitingBytes(), journal.timeout());
        PgJournal own = new PgJournal(vertx, context, random.nextInt(), options, limits, meters, this::deposed);
        return new ShardLoop(vertx, context, clock, own, new BodyCache(bodyBytes), journal.leaseDelay());
    }

    /** The queues. */
    public QueueEngine engine() {
        return engine;
    }

    /** Whether this replica holds shards and may answer for them. */
    public boolean ready() {
        return owner.valid() && !owner.held().isEmpty();
    }

    /** The key that authenticates receipt handles. */
    public Uni<byte[]> handleKey(SecretSealer sealer) {
        return Installation.handleKey(pool, sealer, random);
    }

    /** Takes this replica's first shards and keeps going from there. */
    public Uni<Void> start() {
        return owner.prepare(config.shards())
                .chain(() -> owner.tick(engine))
                .invoke(() -> {
                    timers.add(vertx.setPeriodic(config.replica().heartbeat().toMillis(), _ -> tick()));
                    timers.add(vertx.setPeriodic(SWEEP.toMillis(), _ -> sweep()));
                });
    }

    /** Hands every shard over, writes what waits, and stops. */
    public Uni<Void> stop() {
        stopping = true;
        timers.forEach(vertx::cancelTimer);
        return owner.leave(engine)
                .onFailure()
                .invoke(failure -> LOG.warn("shards could not be handed over; they are taken when the lease ends", failure))
                .onFailure()
                .recoverWithNull()
                .chain(() -> Uni.createFrom().completionStage(engine.close().toCompletionStage()));
    }

    private void tick() {
        if (ticking || stopping) {
            return;
        }
        ticking = true;
        owner.tick(engine)
                .ifNoItem()
                .after(config.replica().ttl())
                .fail()
                .subscribe()
                .with(_ -> ticking = false, failure -> {
                    ticking = false;
                    LOG.warnf("no heartbeat errorCode=%s", failure.getClass().getSimpleName());
                    LOG.debug("the failure", failure);
                });
    }

    private void sweep() {
        if (!stopping && owner.valid()) {
            sweeper.sweep(owner.held())
                    .subscribe()
                    .with(_ -> {}, failure -> LOG.debug("a sweep failed and comes again", failure));
        }
    }

    private void deposed(ShardLease lease) {
        owner.forget(lease, engine);
    }
}

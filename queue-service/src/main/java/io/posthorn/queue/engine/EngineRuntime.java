package io.posthorn.queue.engine;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.posthorn.platform.event.DeliverySeal;
import io.posthorn.platform.event.Topics;
import io.posthorn.platform.metric.Metric;
import io.posthorn.platform.outbox.Outbox;
import io.posthorn.platform.outbox.OutboxProducer;
import io.posthorn.platform.outbox.OutboxRelay;
import io.posthorn.platform.outbox.OutboxSettings;
import io.posthorn.platform.secret.MasterKeys;
import io.posthorn.platform.secret.SecretSealer;
import io.posthorn.platform.shard.Shards;
import io.posthorn.queue.QueueServiceConfig;
import io.posthorn.queue.catalog.QueueCatalogs;
import io.posthorn.queue.journal.JournalLimits;
import io.posthorn.queue.journal.JournalMeters;
import io.posthorn.queue.journal.PgJournal;
import io.posthorn.queue.move.MoveTaskStore;
import io.posthorn.queue.queue.MoveTasks;
import io.posthorn.queue.seal.DataKeys;
import io.posthorn.queue.seal.DeduplicationKeys;
import io.posthorn.queue.seal.StoredKeys;
import io.posthorn.queue.shard.Replica;
import io.posthorn.queue.shard.ShardAnnouncer;
import io.posthorn.queue.shard.ShardDirectory;
import io.posthorn.queue.shard.ShardLease;
import io.posthorn.queue.shard.ShardOwner;
import io.posthorn.queue.state.MessageBudget;
import io.posthorn.queue.state.MessageId;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.vertx.core.Vertx;
import io.vertx.core.impl.ContextInternal;
import io.vertx.core.impl.VertxInternal;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.pgclient.PgConnectOptions;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.hibernate.reactive.mutiny.Mutiny;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The engine and all that keeps it going in this process: event loops with their journals, the heartbeat that holds its
 * shards, the sweep after deleted queues.
 */
public final class EngineRuntime {
    private static final Logger LOG = Logger.getLogger(EngineRuntime.class);
    private static final Duration SAMPLE = Duration.ofSeconds(5);
    private static final Duration SWEEP = Duration.ofSeconds(10);
    private static final Duration CLOSE = Duration.ofSeconds(2);
    private static final int MOST_LOOPS = 8;

    /** More than a fetch of 16 MiB brings. */
    private static final int MAX_POLL_RECORDS = 50_000;

    /** How long a partition that goes on may have to wait for a fetch that was sent without it. */
    private static final int MAX_FETCH_WAIT_MS = 100;

    private static final Metric SHARDS = Metric.of("shards", "Shards that this replica owns and may answer for");

    private final Vertx vertx;
    private final Clock clock;
    private final Pool pool;
    private final QueueServiceConfig config;
    private final ShardOwner owner;
    private final QueueEngine engine;
    private final Membership membership;
    private final Sweeper sweeper;
    private final MeterRegistry registry;
    private final Producer<String, byte[]> outboxProducer;
    private final DeliveryReader reader;
    private final java.util.function.Consumer<DeduplicationKeys> readDeliveries;
    private final EngineMoveTasks moveTasks;
    private final MoveTaskRunner moveTaskRunner;
    private final Supplier<Uni<Void>> housekeeping;
    private volatile @Nullable OutboxRelay relay;
    private final SecureRandom random = new SecureRandom();
    private final List<Long> timers = new ArrayList<>();
    private volatile boolean moving;
    private volatile boolean stopping;

    /**
     * @param options the database of the journals, the same as {@code pool}'s
     * @param self this replica
     * @param masterKeys what everything that is sealed here is sealed with in the end
     * @param kafka how Kafka is reached
     */
    public EngineRuntime(
            Vertx vertx,
            Mutiny.SessionFactory sessions,
            Pool pool,
            PgConnectOptions options,
            QueueServiceConfig config,
            Replica self,
            ShardAnnouncer announcer,
            Map<String, Object> kafka,
            MasterKeys masterKeys,
            Supplier<MessageId> messageIds,
            MeterRegistry registry,
            JournalMeters meters,
            Clock clock) {
        this.vertx = vertx;
        this.clock = clock;
        this.pool = pool;
        this.config = config;
        ShardDirectory directory = new ShardDirectory(new Shards(config.shards()));
        this.owner = new ShardOwner(
                pool, directory, announcer, self, config.replica().ttl(), System::nanoTime);
        List<ShardLoop> loops = new ArrayList<>();
        int count =
                config.loops() == 0 ? Math.min(MOST_LOOPS, Runtime.getRuntime().availableProcessors()) : config.loops();
        for (int i = 0; i < count; i++) {
            loops.add(loop(options, meters, clock, count));
        }
        QueueCatalogs catalogs = new QueueCatalogs(vertx, sessions, clock);
        Targets targets = new Targets(catalogs, clock);
        DeliverySeal deliveries =
                new DeliverySeal(new SecretSealer(masterKeys.forPurpose(DeliverySeal.PURPOSE), random));
        EngineServices services = new EngineServices(
                catalogs,
                pool.getDelegate(),
                directory,
                targets,
                new DataKeys(
                        StoredKeys.in(pool.getDelegate()),
                        new SecretSealer(masterKeys.forPurpose(DataKeys.PURPOSE), random),
                        random),
                deliveries,
                new QueueMeters(registry, config.metrics().queues()),
                this::nudgeOutbox,
                this::deposed);
        this.engine = new QueueEngine(services, loops, owner::valid, self);
        this.membership = new Membership(vertx, options, owner, engine, config.replica());
        Gauge.builder(SHARDS.in("queue"), owner, EngineRuntime::answeredFor)
                .description(SHARDS.description())
                .register(registry);
        this.sweeper = new Sweeper(pool);
        this.outboxProducer = OutboxProducer.connect(kafka);
        this.registry = registry;
        ArrivalStore arrivalStore = new ArrivalStore(pool.getDelegate());
        this.reader = new DeliveryReader(consumer(kafka), outboxProducer, engine, arrivalStore);
        PublicationMeters publications =
                new PublicationMeters(registry, config.metrics().queues());
        this.readDeliveries = keys -> reader.start(
                new DeliveryDecoder(deliveries, keys, messageIds, clock),
                new Arrivals(
                        engine,
                        arrivalStore,
                        reader::putAside,
                        new Admission(config.servicesNeedPolicy(), keys),
                        new Rerouting(directory, deliveries),
                        publications,
                        clock,
                        System::nanoTime));
        MoveTaskStore moveTaskStore = new MoveTaskStore(pool);
        this.moveTasks = new EngineMoveTasks(engine, moveTaskStore, directory, clock);
        this.moveTaskRunner = new MoveTaskRunner(engine, moveTaskStore, clock);
        this.housekeeping = () -> moveTaskStore
                .forgetOld(owner.held())
                .chain(() -> Uni.createFrom()
                        .completionStage(arrivalStore.forgetOld().toCompletionStage()));
    }

    private static double answeredFor(ShardOwner owner) {
        return owner.valid() ? owner.held().size() : 0;
    }

    private static Consumer<String, byte[]> consumer(Map<String, Object> kafka) {
        Map<String, Object> config = new HashMap<>(kafka);
        config.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        // A shard that was never read begins with the first record there is.
        config.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        // What a poll leaves behind keeps its partition out of the next fetch, which may wait for others' records.
        config.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, MAX_POLL_RECORDS);
        config.put(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, MAX_FETCH_WAIT_MS);
        config.put(ConsumerConfig.FETCH_MAX_BYTES_CONFIG, 16 * 1024 * 1024);
        config.put(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, Topics.MAX_BATCH_BYTES);
        return new KafkaConsumer<>(config, new StringDeserializer(), new ByteArrayDeserializer());
    }

    private void nudgeOutbox() {
        OutboxRelay running = relay;
        if (running != null) {
            running.nudge();
        }
    }

    private ShardLoop loop(PgConnectOptions options, JournalMeters meters, Clock clock, int loops) {
        ContextInternal context = ((VertxInternal) vertx).createEventLoopContext();
        QueueServiceConfig.Journal journal = config.journal();
        MemoryShares memory =
                MemoryShares.of(config.memory(), Runtime.getRuntime().maxMemory());
        JournalLimits limits = new JournalLimits(
                journal.batchEntries(), journal.batchBytes(), memory.waitingBytes() / loops, journal.timeout());
        PgJournal own = new PgJournal(vertx, context, random.nextInt(), options, limits, meters, this::deposed);
        return new ShardLoop(
                vertx,
                context,
                clock,
                own,
                new BodyCache(memory.bodyBytes() / loops),
                new MessageBudget(Math.max(1, memory.messages() / loops)),
                journal.leaseDelay());
    }

    /** The queues. */
    public QueueEngine engine() {
        return engine;
    }

    /** The tasks that take messages out of dead-letter queues. */
    public MoveTasks moveTasks() {
        return moveTasks;
    }

    /** Whether this replica holds shards and may answer for them. */
    public boolean ready() {
        return owner.valid() && !owner.held().isEmpty();
    }

    /** The key that authenticates receipt handles. */
    public Uni<byte[]> handleKey(SecretSealer sealer) {
        return Installation.handleKey(pool, sealer, random);
    }

    /**
     * Takes this replica's first shards and keeps going from there.
     *
     * @param deduplicationKeys what stands for the deduplication ids of publications, as for those of sends
     */
    public Uni<Void> start(DeduplicationKeys deduplicationKeys) {
        return owner.prepare(config.shards()).chain(() -> owner.tick(engine)).invoke(() -> {
            relay = OutboxRelay.start(
                    "queue", Outbox.in("queue"), pool, outboxProducer, OutboxSettings.DEFAULT, registry);
            readDeliveries.accept(deduplicationKeys);
            timers.add(vertx.setPeriodic(SAMPLE.toMillis(), _ -> engine.sample(clock.instant())));
            timers.add(vertx.setPeriodic(MoveTaskRunner.ROUND.toMillis(), _ -> moveRound()));
            timers.add(vertx.setPeriodic(SWEEP.toMillis(), _ -> sweep()));
            membership.begin();
        });
    }

    /**
     * Hands every shard over and completes when others serve them, within seconds. Whoever asks meanwhile is answered or told who
     * owns a shard now, so callers are to be let in until then. It happens once; a second call completes with the first.
     */
    public Uni<Void> handOver() {
        stopping = true;
        timers.forEach(vertx::cancelTimer);
        return membership.leave();
    }

    /** Hands every shard over, writes what waits, and stops. */
    public Uni<Void> stop() {
        return handOver()
                // After the shards, whose next owners wait for nothing else; it blocks, so not on an event loop.
                .emitOn(Infrastructure.getDefaultExecutor())
                .invoke(reader::close)
                .chain(() -> Uni.createFrom().completionStage(engine.close().toCompletionStage()))
                .eventually(this::closeOutbox);
    }

    private void closeOutbox() {
        OutboxRelay running = relay;
        if (running != null) {
            running.close();
        }
        outboxProducer.close(CLOSE);
    }

    private void moveRound() {
        if (!moving && !stopping && owner.valid()) {
            moving = true;
            moveTaskRunner.round().subscribe().with(_ -> moving = false, failure -> {
                moving = false;
                LOG.debug("a round of move tasks failed and comes again", failure);
            });
        }
    }

    private void sweep() {
        if (!stopping && owner.valid()) {
            engine.refreshTargets();
            sweeper.sweep(owner.held())
                    .chain(() -> housekeeping.get())
                    .subscribe()
                    .with(_ -> {}, failure -> LOG.debug("a sweep failed and comes again", failure));
        }
    }

    private void deposed(ShardLease lease) {
        owner.forget(lease, engine);
    }
}

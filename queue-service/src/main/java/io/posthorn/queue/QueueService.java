package io.posthorn.queue;

import io.micrometer.core.instrument.MeterRegistry;
import io.posthorn.platform.Call;
import io.posthorn.platform.api.ApiService;
import io.posthorn.platform.event.TopicProvisioner;
import io.posthorn.platform.event.Topics;
import io.posthorn.platform.secret.MasterKeys;
import io.posthorn.platform.secret.SecretSealer;
import io.posthorn.platform.store.SchemaMigration;
import io.posthorn.queue.api.QueueAccess;
import io.posthorn.queue.api.SqsContext;
import io.posthorn.queue.api.SqsOperations;
import io.posthorn.queue.api.SqsShape;
import io.posthorn.queue.engine.EngineRuntime;
import io.posthorn.queue.queue.Dialect;
import io.posthorn.queue.seal.DeduplicationKeys;
import io.posthorn.queue.shard.KafkaShardAnnouncer;
import io.posthorn.queue.shard.Replica;
import io.posthorn.queue.state.MessageId;
import io.posthorn.queue.state.ReceiptHandleCodec;
import io.quarkus.runtime.ShutdownDelayInitiatedEvent;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.reactive.messaging.MutinyEmitter;
import io.smallrye.reactive.messaging.kafka.Record;
import io.vertx.core.Vertx;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.pgclient.PgConnectOptions;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ThreadLocalRandom;
import javax.sql.DataSource;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.eclipse.microprofile.reactive.messaging.Channel;
import org.hibernate.reactive.mutiny.Mutiny;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** The queue service of this process: what it is made of, and its life from start to stop. */
@ApplicationScoped
class QueueService {
    private static final Logger LOG = Logger.getLogger(QueueService.class);
    private static final String SCHEMA = "queue";

    /** The purpose of the keys that seal what queues store. */
    private static final String SEALING = "queue.store";

    private static final Duration START = Duration.ofSeconds(60);
    private static final Duration STOP = Duration.ofSeconds(20);

    private final EngineRuntime runtime;
    private final DataSource dataSource;
    private final MasterKeys masterKeys;
    private final MeterRegistry meters;
    private final QueueServiceConfig config;
    private final String kafka;
    private final int replication;
    private final Dialects dialects;
    private volatile @Nullable Map<Dialect, ApiService> apis;

    QueueService(
            Vertx vertx,
            Mutiny.SessionFactory sessions,
            Pool pool,
            DataSource dataSource,
            MasterKeys masterKeys,
            MeterRegistry meters,
            QueueServiceConfig config,
            @ConfigProperty(name = "quarkus.datasource.reactive.url") String databaseUrl,
            @ConfigProperty(name = "quarkus.datasource.username") String user,
            @ConfigProperty(name = "quarkus.datasource.password") String password,
            @ConfigProperty(name = "kafka.bootstrap.servers") String kafka,
            @ConfigProperty(name = "posthorn.kafka.replication", defaultValue = "1") int replication,
            @Channel("queue-shard-owners") MutinyEmitter<Record<String, byte[]>> shardOwners) {
        Clock clock = Clock.systemUTC();
        this.dataSource = dataSource;
        this.masterKeys = masterKeys;
        this.meters = meters;
        this.config = config;
        this.kafka = kafka;
        this.replication = replication;
        this.dialects = new Dialects(config.yandex());
        PgConnectOptions options = PgConnectOptions.fromUri(databaseUrl.replaceFirst("^vertx-reactive:", ""))
                .setUser(user)
                .setPassword(password);
        Replica self = new Replica(
                config.replica().id().orElseGet(QueueService::randomReplicaId),
                config.replica().url());
        this.runtime = new EngineRuntime(
                vertx,
                sessions,
                pool,
                options,
                config,
                self,
                new KafkaShardAnnouncer(shardOwners, clock),
                Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, kafka),
                masterKeys,
                QueueService::newMessageId,
                meters,
                new QueueMetrics(meters),
                clock);
    }

    /** {@code call} with the request id that its caller is to see. */
    Call shown(Call call) {
        String id = dialects.of(call).requestId(call.requestId());
        return id.equals(call.requestId()) ? call : call.withRequestId(id);
    }

    /** The API as {@code call} is to see it, from start to stop. */
    ApiService api(Call call) {
        Map<Dialect, ApiService> running = apis;
        if (running == null) {
            throw new IllegalStateException("the queue service has not started");
        }
        return Objects.requireNonNull(running.get(dialects.of(call)));
    }

    /** Whether queues of this replica can be used. */
    boolean ready() {
        return apis != null && runtime.ready();
    }

    void start(@Observes StartupEvent event) {
        SchemaMigration.run(dataSource, SCHEMA);
        makeTopics();
        SecretSealer sealer = new SecretSealer(masterKeys.forPurpose(SEALING), new SecureRandom());
        byte[] handleKey = runtime.handleKey(sealer).await().atMost(START);
        runtime.start(new DeduplicationKeys(handleKey)).await().atMost(START);
        Map<Dialect, ApiService> ready = new EnumMap<>(Dialect.class);
        for (Dialect dialect : Dialect.values()) {
            ready.put(dialect, front(dialect, handleKey));
        }
        apis = ready;
        LOG.info("the queue service serves");
    }

    private ApiService front(Dialect dialect, byte[] installationKey) {
        SqsContext context = new SqsContext(
                dialect,
                runtime.engine(),
                new ReceiptHandleCodec(installationKey),
                new DeduplicationKeys(installationKey),
                QueueService::newMessageId);
        return ApiService.of(
                SCHEMA,
                SqsShape.of(dialect),
                SqsOperations.of(context, runtime.moveTasks()),
                new QueueAccess(dialect, runtime.engine()),
                meters);
    }

    /** Before the HTTP server closes: who asks meanwhile is answered, or told who owns the queue now. */
    void handOver(@Observes ShutdownDelayInitiatedEvent event) {
        runtime.handOver().await().atMost(STOP);
    }

    void stop(@Observes ShutdownEvent event) {
        runtime.stop().await().atMost(STOP);
    }

    private void makeTopics() {
        try (Admin admin = Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, kafka))) {
            new TopicProvisioner(admin, replication)
                    .provision(
                            List.of(Topics.QUEUE_SHARD_OWNERS, Topics.QUEUE_DELIVERIES.withPartitions(config.shards())),
                            START);
        }
    }

    private static String randomReplicaId() {
        return "queue-" + Long.toHexString(new SecureRandom().nextLong());
    }

    /** A random UUID of version 4. Ids need not be secret, so the fast generator does. */
    private static MessageId newMessageId() {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        long high = (random.nextLong() & ~0xF000L) | 0x4000L;
        long low = (random.nextLong() & 0x3FFF_FFFF_FFFF_FFFFL) | 0x8000_0000_0000_0000L;
        return new MessageId(high, low);
    }
}

package io.posthorn.topic;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.posthorn.platform.api.ApiService;
import io.posthorn.platform.event.DeliverySeal;
import io.posthorn.platform.event.TopicProvisioner;
import io.posthorn.platform.event.Topics;
import io.posthorn.platform.metric.Metric;
import io.posthorn.platform.outbound.GuardedHttp;
import io.posthorn.platform.outbound.OutboundConfig;
import io.posthorn.platform.secret.MasterKeys;
import io.posthorn.platform.secret.SecretSealer;
import io.posthorn.platform.shard.Shards;
import io.posthorn.platform.store.SchemaMigration;
import io.posthorn.topic.api.Confirmations;
import io.posthorn.topic.api.EndpointSecrets;
import io.posthorn.topic.api.PublishMeters;
import io.posthorn.topic.api.SnsContext;
import io.posthorn.topic.api.SnsOperations;
import io.posthorn.topic.api.SnsOptions;
import io.posthorn.topic.api.SnsShape;
import io.posthorn.topic.api.TokenSeal;
import io.posthorn.topic.api.TopicAccess;
import io.posthorn.topic.catalog.CatalogLimits;
import io.posthorn.topic.catalog.KnownTopics;
import io.posthorn.topic.catalog.TopicCatalogs;
import io.posthorn.topic.catalog.TopicNews;
import io.posthorn.topic.delivery.AttemptLogSettings;
import io.posthorn.topic.delivery.DeliveryEngine;
import io.posthorn.topic.delivery.DeliveryLimits;
import io.posthorn.topic.fanout.FanOutMeters;
import io.posthorn.topic.fanout.FanOutRuntime;
import io.posthorn.topic.message.SubscriptionUrls;
import io.posthorn.topic.operator.OperatorApi;
import io.posthorn.topic.publish.KafkaPublisher;
import io.posthorn.topic.publish.PublicationSeal;
import io.posthorn.topic.signing.CertificateUrls;
import io.posthorn.topic.signing.NotificationKeys;
import io.posthorn.topic.topic.TopicLabels;
import io.posthorn.topic.webhook.DeadLetters;
import io.posthorn.topic.webhook.EndpointReader;
import io.posthorn.topic.webhook.HttpConfirmations;
import io.posthorn.topic.webhook.LateFarewells;
import io.posthorn.topic.webhook.Subscribers;
import io.posthorn.topic.webhook.UntoldEndpoints;
import io.posthorn.topic.webhook.WebhookMeters;
import io.posthorn.topic.webhook.WebhookSecretSeal;
import io.posthorn.topic.webhook.WebhookSecretStore;
import io.posthorn.topic.webhook.Webhooks;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.pgclient.PgConnectOptions;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.sql.DataSource;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.hibernate.reactive.mutiny.Mutiny;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** The topic service of this process: what it is made of, and its life from start to stop. */
@ApplicationScoped
class TopicService {
    private static final Logger LOG = Logger.getLogger(TopicService.class);
    private static final String SCHEMA = "topic";
    private static final Duration START = Duration.ofSeconds(60);
    private static final Metric PUBLISHING =
            Metric.of("publishing_bytes", "Bytes of publications on their way into Kafka");

    private final Vertx vertx;
    private final Mutiny.SessionFactory sessions;
    private final Pool pool;
    private final PgConnectOptions database;
    private final DataSource dataSource;
    private final MasterKeys masterKeys;
    private final MeterRegistry meters;
    private final TopicServiceConfig config;
    private final OutboundConfig outbound;
    private final Map<String, Object> kafka;
    private final int replication;
    private final Shards shards;
    private final Clock clock = Clock.systemUTC();
    private volatile @Nullable Running running;

    /** What there is between start and stop. */
    private record Running(
            ApiService api,
            OperatorApi operatorApi,
            KafkaPublisher publisher,
            FanOutRuntime fanOut,
            LateFarewells lateFarewells,
            DeliveryEngine engine,
            GuardedHttp http,
            DeadLetters deadLetters,
            TopicNews news,
            NotificationKeys keys) {}

    TopicService(
            Vertx vertx,
            Mutiny.SessionFactory sessions,
            Pool pool,
            DataSource dataSource,
            MasterKeys masterKeys,
            MeterRegistry meters,
            TopicServiceConfig config,
            OutboundConfig outbound,
            @ConfigProperty(name = "quarkus.datasource.reactive.url") String databaseUrl,
            @ConfigProperty(name = "quarkus.datasource.username") String user,
            @ConfigProperty(name = "quarkus.datasource.password") String password,
            @ConfigProperty(name = "kafka.bootstrap.servers") String kafka,
            @ConfigProperty(name = "posthorn.kafka.replication", defaultValue = "1") int replication,
            @ConfigProperty(name = "posthorn.queue.shards", defaultValue = "64") int shards) {
        this.vertx = vertx;
        this.sessions = sessions;
        this.pool = pool;
        this.dataSource = dataSource;
        this.masterKeys = masterKeys;
        this.meters = meters;
        this.config = config;
        this.outbound = outbound;
        this.kafka = Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, kafka);
        this.replication = replication;
        this.shards = new Shards(shards);
        this.database = PgConnectOptions.fromUri(databaseUrl.replaceFirst("^vertx-reactive:", ""))
                .setUser(user)
                .setPassword(password);
    }

    /** The API, from start to stop. */
    ApiService api() {
        Running now = running;
        if (now == null) {
            throw new IllegalStateException("the topic service has not started");
        }
        return now.api();
    }

    /** The operator's interface, from start to stop. */
    OperatorApi operatorApi() {
        Running now = running;
        if (now == null) {
            throw new IllegalStateException("the topic service has not started");
        }
        return now.operatorApi();
    }

    /** Whether topics can be used: also what signs notifications must be there. */
    boolean ready() {
        Running now = running;
        return now != null && now.keys().ready();
    }

    void start(@Observes StartupEvent event) {
        SchemaMigration.run(dataSource, SCHEMA);
        makeTopics();
        TopicServiceConfig.Limits limits = config.limits();
        TopicCatalogs catalogs = new TopicCatalogs(
                vertx,
                sessions,
                new CatalogLimits(
                        limits.topics(),
                        limits.fifoTopics(),
                        limits.subscriptions(),
                        limits.fifoSubscriptions(),
                        limits.pendingSubscriptions(),
                        limits.filterPolicies(),
                        limits.accountFilterPolicies()),
                clock);
        KnownTopics known = new KnownTopics(catalogs, config.memory().topics(), clock);
        PublicationSeal publications = new PublicationSeal(sealer(PublicationSeal.PURPOSE));
        NotificationKeys keys = NotificationKeys.listen(kafka, masterKeys, certificateUrls());
        TopicLabels labels = new TopicLabels(config.metrics().topics());
        SubscriptionUrls urls = new SubscriptionUrls(config.publicUrl());
        DeliverySeal deliveries = new DeliverySeal(sealer(DeliverySeal.PURPOSE));
        EndpointSecrets secrets = new EndpointSecrets(sealer(EndpointSecrets.PURPOSE));
        WebhookSecretSeal webhookSecrets = new WebhookSecretSeal(sealer(WebhookSecretSeal.PURPOSE));
        GuardedHttp http = new GuardedHttp(vertx, outbound);
        DeadLetters deadLetters = DeadLetters.connect(kafka, deliveries, shards, urls);
        Webhooks webhooks = new Webhooks(
                new Subscribers(
                        pool.getDelegate(),
                        new EndpointReader(secrets, webhookSecrets),
                        config.http().concurrency(),
                        clock),
                http,
                deadLetters,
                urls,
                keys,
                new WebhookMeters(meters, labels),
                new SecureRandom(),
                clock,
                config.http().subscribers());
        DeliveryEngine engine = new DeliveryEngine(
                vertx,
                pool.getDelegate(),
                sealer(DeliveryEngine.PURPOSE),
                deliveryLimits(),
                webhooks.kinds(),
                meters,
                clock,
                new SecureRandom());
        engine.tell(deadLetters.notices());
        FanOutRuntime fanOut = new FanOutRuntime(
                vertx,
                pool.getDelegate(),
                kafka,
                shards,
                urls,
                keys,
                publications,
                deliveries,
                webhooks,
                engine::accept,
                config.memory().subscribers(),
                new FanOutMeters(meters, labels),
                labels,
                meters,
                TopicService::newId,
                clock);
        KafkaPublisher publisher =
                KafkaPublisher.connect(kafka, publications, config.memory().publishingBytes());
        Gauge.builder(PUBLISHING.in(SCHEMA), publisher, KafkaPublisher::waitingBytes)
                .description(PUBLISHING.description())
                .register(meters);
        TokenSeal tokens = new TokenSeal(sealer(TokenSeal.PURPOSE));
        UntoldEndpoints untold = new UntoldEndpoints(pool.getDelegate(), tokens);
        HttpConfirmations confirmations =
                new HttpConfirmations(engine::accept, known, urls, keys, untold, TopicService::newId, clock);
        SnsContext sns = new SnsContext(
                catalogs,
                known,
                publisher,
                Confirmations.byProtocol(confirmations, fanOut.confirmations()),
                secrets,
                tokens,
                new SnsOptions(config.http().fifo(), config.confirmationTime(), new SecureRandom()),
                new PublishMeters(meters, labels),
                TopicService::newId,
                clock);
        ApiService api = ApiService.of(SCHEMA, SnsShape.of(), SnsOperations.of(sns), new TopicAccess(known), meters);
        running = new Running(
                api,
                new OperatorApi(
                        engine.operations(),
                        catalogs,
                        new WebhookSecretStore(pool.getDelegate(), webhookSecrets, new SecureRandom(), clock)),
                publisher,
                fanOut,
                LateFarewells.every(vertx, untold, confirmations, clock),
                engine,
                http,
                deadLetters,
                TopicNews.listen(vertx, database, known),
                keys);
        wait(engine.start());
        fanOut.start();
        LOG.info("the topic service serves");
    }

    void stop(@Observes ShutdownEvent event) {
        Running was = running;
        if (was != null) {
            Endings.all(
                    was.news()::close,
                    was.lateFarewells()::close,
                    was.publisher()::close,
                    was.fanOut()::stop,
                    () -> wait(was.engine().stop()),
                    was.deadLetters()::close,
                    was.http()::close,
                    was.keys()::close);
        }
    }

    /** Starting and stopping have a thread of their own. */
    private static void wait(Future<Void> future) {
        try {
            future.toCompletionStage().toCompletableFuture().get(START.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException("the deliveries on record cannot be reached", e);
        }
    }

    private DeliveryLimits deliveryLimits() {
        TopicServiceConfig.Http http = config.http();
        DeliveryLimits standard = DeliveryLimits.DEFAULT;
        return new DeliveryLimits(
                http.attempts(),
                http.attemptBytes(),
                standard.unwellPlaces(),
                standard.quiet(),
                standard.patience(),
                standard.attempt(),
                standard.leaseMargin(),
                standard.look(),
                standard.grace(),
                standard.maxRound(),
                standard.maxClaim(),
                http.waiting(),
                http.disableAfter(),
                new AttemptLogSettings(
                        http.attemptLog().recorded(),
                        http.attemptLog().retention(),
                        http.attemptLog().perSubscriber()));
    }

    private CertificateUrls certificateUrls() {
        TopicServiceConfig.Signing signing = config.signing();
        return new CertificateUrls(signing.certificateUrl().orElse(config.publicUrl()), signing.awsHosts());
    }

    private SecretSealer sealer(String purpose) {
        return new SecretSealer(masterKeys.forPurpose(purpose), new SecureRandom());
    }

    private void makeTopics() {
        try (Admin admin = Admin.create(kafka)) {
            new TopicProvisioner(admin, replication)
                    .provision(
                            List.of(
                                    Topics.TOPIC_PUBLICATIONS,
                                    Topics.TOPIC_NOTICES,
                                    Topics.QUEUE_DELIVERIES.withPartitions(shards.count())),
                            START);
        }
    }

    /** A random UUID of version 4. Ids need not be secret, so the fast generator does. */
    private static UUID newId() {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        return new UUID(
                (random.nextLong() & ~0xF000L) | 0x4000L,
                (random.nextLong() & 0x3FFF_FFFF_FFFF_FFFFL) | 0x8000_0000_0000_0000L);
    }
}

package io.posthorn.topic.webhook;

import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.posthorn.platform.AccountId;
import io.posthorn.platform.Call;
import io.posthorn.platform.Principal;
import io.posthorn.platform.Source;
import io.posthorn.platform.api.ApiService;
import io.posthorn.platform.event.DeliverySeal;
import io.posthorn.platform.event.EventException;
import io.posthorn.platform.event.QueueDelivery;
import io.posthorn.platform.event.TopicPublication;
import io.posthorn.platform.outbound.GuardedHttp;
import io.posthorn.platform.outbound.OutboundConfig;
import io.posthorn.platform.secret.MasterKeys;
import io.posthorn.platform.secret.SecretSealer;
import io.posthorn.platform.shard.Shards;
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
import io.posthorn.topic.delivery.Content;
import io.posthorn.topic.delivery.Delivery;
import io.posthorn.topic.delivery.DeliveryEngine;
import io.posthorn.topic.delivery.DeliveryLimits;
import io.posthorn.topic.delivery.TargetKey;
import io.posthorn.topic.delivery.TestClock;
import io.posthorn.topic.message.Signature;
import io.posthorn.topic.message.SubscriptionUrls;
import io.posthorn.topic.topic.SubscriptionArn;
import io.posthorn.topic.topic.SubscriptionKey;
import io.posthorn.topic.topic.TopicLabels;
import io.posthorn.wire.Blob;
import io.posthorn.wire.Headers;
import io.posthorn.wire.WireRequest;
import io.posthorn.wire.WireResponse;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgBuilder;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.PoolOptions;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.hibernate.reactive.mutiny.Mutiny;

/**
 * The SNS side of delivery as one replica has it, under a clock that stands: the API, the catalogue, the engine, what goes over HTTP to
 * endpoints on loopback. No signature is like another, so that a message that is signed again differs.
 *
 * <p>It shares its database with the service that Quarkus has started. That one has the real time, to which everything here is due in
 * the far future: it lets it be.
 */
final class WebhookStage implements AutoCloseable {
    static final AccountId OWNER = new AccountId("777777777801");
    static final String REGION = "eu-west-1";
    static final Duration CONFIRMATION_TIME = Duration.ofDays(2);

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Instant START = Instant.parse("2100-06-01T12:00:00Z");
    private static final MasterKeys MASTER = MasterKeys.parse("test:AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=");

    final TestClock clock = new TestClock(START);
    final LoopbackEndpoints endpoints = new LoopbackEndpoints(clock);
    private final PgConnectOptions database;
    private final Vertx vertx = Vertx.vertx();
    private final Pool pool;
    private final MockProducer<String, byte[]> kafka =
            new MockProducer<>(true, null, new StringSerializer(), new ByteArraySerializer());
    private final DeliverySeal letters = new DeliverySeal(sealer(DeliverySeal.PURPOSE));
    private final SubscriptionUrls urls = new SubscriptionUrls(URI.create("https://mq.example"));
    private final DeadLetters deadLetters = new DeadLetters(kafka, letters, Shards.standard(), urls);
    private final AtomicInteger signatures = new AtomicInteger();
    private final ApiService api;
    private final LateFarewells lateFarewells;
    private Replica replica;
    private boolean deliveriesAway;

    private record Replica(Vertx vertx, DeliveryEngine engine) {
        void die() {
            on(vertx.close());
        }
    }

    WebhookStage(Vertx catalogVertx, Mutiny.SessionFactory sessions, PgConnectOptions database) {
        this.database = database;
        this.pool = pool(vertx);
        this.replica = replica();
        TopicCatalogs catalogs = new TopicCatalogs(
                catalogVertx, sessions, new CatalogLimits(1000, 1000, 1000, 1000, 1000, 1000, 1000), clock);
        KnownTopics known = new KnownTopics(catalogs, 100, clock);
        TokenSeal tokens = new TokenSeal(sealer(TokenSeal.PURPOSE));
        UntoldEndpoints untold = new UntoldEndpoints(pool, tokens);
        HttpConfirmations confirmations = new HttpConfirmations(
                deliveries -> deliveriesAway
                        ? Future.failedFuture("the deliveries are away")
                        : replica.engine().accept(deliveries),
                known,
                urls,
                this::sign,
                untold,
                UUID::randomUUID,
                clock);
        this.lateFarewells = LateFarewells.every(vertx, untold, confirmations, clock);
        SimpleMeterRegistry meters = new SimpleMeterRegistry();
        SnsContext sns = new SnsContext(
                catalogs,
                known,
                _ -> Uni.createFrom().failure(new AssertionError("nothing is published here")),
                Confirmations.byProtocol(confirmations, confirmations),
                new EndpointSecrets(sealer(EndpointSecrets.PURPOSE)),
                tokens,
                new SnsOptions(true, CONFIRMATION_TIME, new SecureRandom()),
                new PublishMeters(meters, new TopicLabels(1)),
                UUID::randomUUID,
                clock);
        this.api = ApiService.of("topic", SnsShape.of(), SnsOperations.of(sns), new TopicAccess(known), meters);
    }

    private Replica replica() {
        Vertx own = Vertx.vertx();
        Pool connections = pool(own);
        SimpleMeterRegistry meters = new SimpleMeterRegistry();
        Webhooks webhooks = new Webhooks(
                new Subscribers(
                        connections,
                        new EndpointReader(
                                new EndpointSecrets(sealer(EndpointSecrets.PURPOSE)),
                                new WebhookSecretSeal(sealer(WebhookSecretSeal.PURPOSE))),
                        30,
                        clock),
                new GuardedHttp(own, loopbackAllowed()),
                deadLetters,
                urls,
                this::sign,
                new WebhookMeters(meters, new TopicLabels(1)),
                new SecureRandom(),
                clock,
                100);
        DeliveryEngine engine = new DeliveryEngine(
                own,
                connections,
                sealer(DeliveryEngine.PURPOSE),
                limits(),
                webhooks.kinds(),
                meters,
                clock,
                new Random(1));
        on(engine.start());
        return new Replica(own, engine);
    }

    /** The default limits with a look every 50 ms, for a clock that is moved. */
    private static DeliveryLimits limits() {
        DeliveryLimits usual = DeliveryLimits.DEFAULT;
        return new DeliveryLimits(
                usual.maxUnderWay(),
                usual.maxBytes(),
                usual.unwellPlaces(),
                usual.quiet(),
                usual.patience(),
                usual.attempt(),
                usual.leaseMargin(),
                Duration.ofMillis(50),
                Duration.ofMillis(300),
                usual.maxRound(),
                usual.maxClaim(),
                usual.maxWaiting(),
                usual.disableAfter(),
                usual.attemptLog());
    }

    private static OutboundConfig loopbackAllowed() {
        return new SmallRyeConfigBuilder()
                .addDiscoveredConverters()
                .addDefaultInterceptors()
                .withMapping(OutboundConfig.class)
                .withDefaultValue("posthorn.outbound.allowed-cidrs", "127.0.0.0/8")
                .build()
                .getConfigMapping(OutboundConfig.class);
    }

    private Pool pool(Vertx of) {
        return PgBuilder.pool()
                .with(new PoolOptions().setMaxSize(4))
                .connectingTo(database)
                .using(of)
                .build();
    }

    private static SecretSealer sealer(String purpose) {
        return new SecretSealer(MASTER.forPurpose(purpose), new SecureRandom());
    }

    private Signature sign(String version, String region, String text) {
        return new Signature(
                version, "signature " + signatures.incrementAndGet(), "https://mq.example/" + region + ".pem");
    }

    /** The replica dies without a word, and another takes its place. */
    void restart() {
        replica.die();
        replica = replica();
    }

    /** Whether the engine takes confirmations on. */
    void deliveriesAreAway(boolean away) {
        deliveriesAway = away;
    }

    /** What the replica does every few seconds. */
    void tellLate() {
        on(lateFarewells.run());
    }

    /** What the API answers. */
    record Answer(int status, String body) {
        /** The text of the first element of that name. */
        String element(String name) {
            int from = body.indexOf("<" + name + ">");
            if (from < 0) {
                throw new AssertionError("no " + name + " in " + body);
            }
            return body.substring(from + name.length() + 2, body.indexOf("</" + name + ">", from));
        }
    }

    /** What the owner of everything asks, signed. */
    Answer ask(String action, Map<String, String> parameters) {
        return ask(action, parameters, "AKIDEXAMPLE");
    }

    /** What somebody asks who has but a link. */
    Answer askUnsigned(String action, Map<String, String> parameters) {
        return ask(action, parameters, "");
    }

    private Answer ask(String action, Map<String, String> parameters, String accessKeyId) {
        String form = parameters.entrySet().stream()
                .map(each -> each.getKey() + "=" + URLEncoder.encode(each.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&", "Action=" + action + "&Version=2010-03-31&", ""));
        WireResponse answer = api.handle(
                        new Call(
                                OWNER,
                                Principal.rootOf(OWNER),
                                accessKeyId,
                                REGION,
                                "sns",
                                "request",
                                "https://mq.example",
                                Source.UNKNOWN,
                                clock.instant()),
                        new WireRequest(
                                "POST",
                                "/",
                                "",
                                Headers.of("Content-Type", "application/x-www-form-urlencoded"),
                                form.getBytes(StandardCharsets.UTF_8)),
                        Map.of())
                .await()
                .atMost(PATIENCE);
        return new Answer(answer.status(), new String(answer.body(), StandardCharsets.UTF_8));
    }

    /** A new topic's ARN. */
    String topic(String name) {
        Map<String, String> parameters = name.endsWith(".fifo")
                ? Map.of("Name", name, "Attributes.entry.1.key", "FifoTopic", "Attributes.entry.1.value", "true")
                : Map.of("Name", name);
        return ask("CreateTopic", parameters).element("TopicArn");
    }

    /** Asks the endpoint at {@code path} whether it wants to be subscribed; the pending subscription. */
    SubscriptionKey pending(String topic, String path, Map<String, String> attributes) {
        Map<String, String> parameters = new HashMap<>(Map.of(
                "TopicArn",
                topic,
                "Protocol",
                "http",
                "Endpoint",
                "http://" + endpoints.authority() + path,
                "ReturnSubscriptionArn",
                "true"));
        int number = 0;
        for (Map.Entry<String, String> attribute : attributes.entrySet()) {
            parameters.put("Attributes.entry." + ++number + ".key", attribute.getKey());
            parameters.put("Attributes.entry." + number + ".value", attribute.getValue());
        }
        return SubscriptionArn.parse(ask("Subscribe", parameters).element("SubscriptionArn"));
    }

    /** A confirmed subscription of the endpoint at {@code path}. */
    SubscriptionKey subscribed(String topic, String path, Map<String, String> attributes) {
        SubscriptionKey subscription = pending(topic, path, attributes);
        confirm(arrivals(path, 1).getFirst());
        return subscription;
    }

    /** Does what the endpoint was asked to do. */
    Answer confirm(LoopbackEndpoints.Arrival question) {
        return askUnsigned(
                "ConfirmSubscription",
                Map.of("TopicArn", question.member("TopicArn"), "Token", question.member("Token")));
    }

    /** Hands a publication over for {@code subscription}, as the fan-out does; its id. */
    String publish(SubscriptionKey subscription, String message) {
        return publish(subscription, message, Optional.of(sign("1", REGION, message)), Optional.empty());
    }

    /** The same on a FIFO topic. */
    String publishInOrder(SubscriptionKey subscription, String message, long position) {
        return publish(subscription, message, Optional.empty(), Optional.of(position));
    }

    private String publish(
            SubscriptionKey subscription, String message, Optional<Signature> signature, Optional<Long> position) {
        String messageId = UUID.randomUUID().toString();
        TopicPublication publication = new TopicPublication(
                TopicPublication.SCHEMA_VERSION,
                subscription.topic().account(),
                REGION,
                subscription.topic().name().value(),
                1,
                messageId,
                clock.instant(),
                "A subject",
                message,
                false,
                Map.of("colour", new QueueDelivery.Attribute("String", "red", null)),
                position.map(_ -> "group").orElse(null),
                position.map(each -> "dedup" + each).orElse(null));
        NotificationContent content = NotificationContent.of(
                subscription.topic().arn().toString(),
                publication,
                position.map(each -> "1000000000000000000" + each),
                message,
                signature);
        on(replica.engine()
                .accept(List.of(new Delivery(
                        UUID.randomUUID(),
                        Webhooks.notifications(subscription),
                        new Content(UUID.randomUUID(), Blob.of(NotificationContent.CODEC.encode(content))),
                        position.map(each -> new Delivery.Order("group", each)),
                        clock.instant()))));
        return messageId;
    }

    /** Waits until so many have come to {@code path}. */
    List<LoopbackEndpoints.Arrival> arrivals(String path, int count) {
        return await().pollInterval(Duration.ofMillis(10))
                .atMost(PATIENCE)
                .until(() -> endpoints.at(path), there -> there.size() >= count);
    }

    /** Waits until the only delivery to {@code target} has failed so often; when it is due again. */
    Instant dueAfter(TargetKey target, int attempts) {
        return await().pollInterval(Duration.ofMillis(10))
                .atMost(PATIENCE)
                .until(
                        () -> waiting(target).stream()
                                .filter(row -> row.getInteger("attempts") == attempts && row.getUUID("lease") == null)
                                .map(row -> row.getOffsetDateTime("due_at").toInstant())
                                .findFirst(),
                        Optional::isPresent)
                .orElseThrow();
    }

    /** Waits until nothing waits for {@code target} any more. */
    void awaitEnd(TargetKey target) {
        await().pollInterval(Duration.ofMillis(10))
                .atMost(PATIENCE)
                .until(() -> waiting(target).isEmpty());
    }

    /** The deliveries on record for {@code target}. */
    List<Row> waiting(TargetKey target) {
        return rows(
                "SELECT * FROM topic.deliveries WHERE account = $1 AND kind = $2 AND target = $3 ORDER BY due_at",
                Tuple.of(target.account().value(), target.kind(), target.id()));
    }

    List<Row> rows(String sql, Tuple values) {
        List<Row> rows = new ArrayList<>();
        on(pool.preparedQuery(sql).execute(values)).forEach(rows::add);
        return rows;
    }

    /** The bodies of what has gone to the dead-letter queue of that name. */
    List<String> deadLetters(String queue) {
        return kafka.history().stream()
                .map(record -> {
                    try {
                        return letters.open(record.key(), record.value());
                    } catch (EventException e) {
                        throw new AssertionError(e);
                    }
                })
                .filter(letter -> letter.queue().equals(queue))
                .map(letter -> new String(letter.message().body().bytes(), StandardCharsets.UTF_8))
                .toList();
    }

    private static <T> T on(Future<T> future) {
        try {
            return future.toCompletionStage().toCompletableFuture().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        } catch (InterruptedException | ExecutionException | TimeoutException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() {
        lateFarewells.close();
        replica.die();
        on(vertx.close());
        deadLetters.close();
        endpoints.close();
    }
}

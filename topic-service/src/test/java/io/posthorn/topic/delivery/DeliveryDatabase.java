package io.posthorn.topic.delivery;

import io.micrometer.core.instrument.MeterRegistry;
import io.posthorn.embedded.EmbeddedPostgres;
import io.posthorn.platform.AccountId;
import io.posthorn.platform.secret.MasterKeys;
import io.posthorn.platform.secret.SecretSealer;
import io.posthorn.platform.store.SchemaMigration;
import io.posthorn.wire.Blob;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.pgclient.PgBuilder;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.PoolOptions;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.postgresql.ds.PGSimpleDataSource;

/** A PostgreSQL with the topics' schema, and engines on it that can be cut off like a process that dies. */
final class DeliveryDatabase implements AutoCloseable {
    static final AccountId ACCOUNT = new AccountId("111111111111");
    static final Instant NOON = Instant.parse("2026-06-01T12:00:00Z");

    private static final MasterKeys MASTER = MasterKeys.parse("test:AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=");

    private final EmbeddedPostgres postgres = EmbeddedPostgres.temporary();
    private final Vertx vertx = Vertx.vertx();
    private final Pool pool;
    private final List<Replica> replicas = new ArrayList<>();

    DeliveryDatabase() {
        PGSimpleDataSource dataSource = new PGSimpleDataSource();
        dataSource.setUrl(postgres.jdbcUrl());
        dataSource.setUser(postgres.username());
        dataSource.setPassword(postgres.password());
        SchemaMigration.run(dataSource, "topic");
        pool = pool(vertx, options());
    }

    private static Pool pool(Vertx vertx, PgConnectOptions options) {
        return PgBuilder.pool()
                .with(new PoolOptions().setMaxSize(8))
                .connectingTo(options)
                .using(vertx)
                .build();
    }

    PgConnectOptions options() {
        return PgConnectOptions.fromUri(postgres.reactiveUri())
                .setUser(postgres.username())
                .setPassword(postgres.password());
    }

    /** An engine with threads and connections of its own. */
    record Replica(Vertx vertx, Pool pool, DeliveryEngine engine) {
        /** Nothing of it goes on, and it says nothing to anybody. */
        void die() {
            on(vertx.close());
        }

        void accept(Delivery... deliveries) {
            on(engine.accept(List.of(deliveries)));
        }
    }

    Replica replica(DeliveryLimits limits, Clock clock, MeterRegistry registry, ScriptedKind kind) {
        return replica(limits, clock, registry, kind, options());
    }

    Replica replica(
            DeliveryLimits limits, Clock clock, MeterRegistry registry, ScriptedKind kind, PgConnectOptions options) {
        Vertx own = Vertx.vertx();
        Pool connections = pool(own, options);
        DeliveryEngine engine =
                new DeliveryEngine(own, connections, sealer(), limits, List.of(kind), registry, clock, new Random(1));
        on(engine.start());
        Replica replica = new Replica(own, connections, engine);
        replicas.add(replica);
        return replica;
    }

    static SecretSealer sealer() {
        return new SecretSealer(MASTER.forPurpose(DeliveryEngine.PURPOSE), new SecureRandom());
    }

    /** The default limits with a look every 50 ms, for clocks that are moved. */
    static DeliveryLimits limits() {
        return limits(DeliveryLimits.DEFAULT.maxUnderWay(), DeliveryLimits.DEFAULT.maxWaiting(), Optional.empty());
    }

    static DeliveryLimits limits(int maxUnderWay, int maxWaiting, Optional<Duration> disableAfter) {
        DeliveryLimits usual = DeliveryLimits.DEFAULT;
        return new DeliveryLimits(
                maxUnderWay,
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
                maxWaiting,
                disableAfter,
                usual.attemptLog());
    }

    static Delivery delivery(TargetKey target) {
        return delivery(target, UUID.randomUUID(), "hello", Optional.empty());
    }

    static Delivery ordered(TargetKey target, String group, long position) {
        return delivery(
                target,
                new UUID(target.id().hashCode(), (group + position).hashCode()),
                group + position,
                Optional.of(new Delivery.Order(group, position)));
    }

    static Delivery delivery(TargetKey target, UUID id, String text, Optional<Delivery.Order> order) {
        Blob bytes = Blob.of(text.getBytes(StandardCharsets.UTF_8));
        return new Delivery(
                id, target, new Content(UUID.nameUUIDFromBytes(bytes.bytes()), bytes), order, NOON.minusSeconds(1));
    }

    List<Row> rows(TargetKey key) {
        return sql(
                "SELECT * FROM topic.deliveries WHERE target = $1 ORDER BY due_at, \"position\"", Tuple.of(key.id()));
    }

    List<Row> sql(String sql, Tuple values) {
        List<Row> rows = new ArrayList<>();
        on(pool.preparedQuery(sql).execute(values)).forEach(rows::add);
        return rows;
    }

    Pool pool() {
        return pool;
    }

    /** How many rows of deliveries the statement reads that leases what is due, as the planner's own account says. */
    long rowsReadByClaims(List<TargetKey> keys, Instant now) {
        Tuple tuple = Columns.keys(keys)
                .addArrayOfInteger(keys.stream().map(_ -> 4).toArray(Integer[]::new))
                .addOffsetDateTime(Columns.time(now.plusSeconds(20)))
                .addOffsetDateTime(Columns.time(now));
        Row row = on(pool.preparedQuery("EXPLAIN (ANALYZE, FORMAT JSON) " + DeliveryClaim.LEASE)
                        .execute(tuple))
                .iterator()
                .next();
        return read(row.getJsonArray(0).getJsonObject(0).getJsonObject("Plan"));
    }

    private static long read(JsonObject node) {
        long rows = "deliveries".equals(node.getString("Relation Name"))
                        && node.getString("Node Type").contains("Scan")
                ? (long) Math.ceil((node.getDouble("Actual Rows") + node.getDouble("Rows Removed by Filter", 0.0))
                        * node.getDouble("Actual Loops"))
                : 0;
        for (Object child : node.getJsonArray("Plans", new JsonArray())) {
            rows += read((JsonObject) child);
        }
        return rows;
    }

    static <T> T on(Future<T> future) {
        try {
            return future.toCompletionStage().toCompletableFuture().get(60, TimeUnit.SECONDS);
        } catch (InterruptedException | ExecutionException | TimeoutException e) {
            throw new AssertionError(e);
        }
    }

    /** Ends the replicas of a test, and forgets what they had. */
    void clear() {
        replicas.forEach(Replica::die);
        replicas.clear();
        sql(
                "TRUNCATE topic.deliveries, topic.delivery_attempts, topic.delivery_targets, topic.delivery_contents",
                Tuple.tuple());
    }

    @Override
    public void close() {
        replicas.forEach(Replica::die);
        on(pool.close());
        on(vertx.close());
        postgres.close();
    }
}

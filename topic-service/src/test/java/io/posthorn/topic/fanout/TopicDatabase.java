package io.posthorn.topic.fanout;

import io.posthorn.embedded.EmbeddedPostgres;
import io.posthorn.platform.AccountId;
import io.posthorn.platform.secret.MasterKeys;
import io.posthorn.platform.secret.SecretSealer;
import io.posthorn.platform.store.SchemaMigration;
import io.posthorn.platform.store.TextMap;
import io.posthorn.topic.api.EndpointSecrets;
import io.posthorn.topic.attribute.TopicAttributes;
import io.posthorn.topic.filter.SubscriptionFilters;
import io.posthorn.topic.publish.PublicationSeal;
import io.posthorn.topic.topic.TopicKey;
import io.posthorn.topic.topic.TopicName;
import io.posthorn.topic.webhook.EndpointReader;
import io.posthorn.topic.webhook.Subscribers;
import io.posthorn.topic.webhook.WebhookSecretSeal;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgBuilder;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.PoolOptions;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.postgresql.ds.PGSimpleDataSource;

/** A PostgreSQL with the topics' schema, and rows in it as the catalogue writes them. */
final class TopicDatabase implements AutoCloseable {
    static final AccountId ACCOUNT = new AccountId("111111111111");
    static final String REGION = "eu-west-1";
    static final MasterKeys MASTER = MasterKeys.parse("test:AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=");

    private final EmbeddedPostgres postgres = EmbeddedPostgres.temporary();
    private final Vertx vertx = Vertx.vertx();
    private final Pool pool;
    private final TextMap texts = new TextMap();

    TopicDatabase() {
        PGSimpleDataSource dataSource = new PGSimpleDataSource();
        dataSource.setUrl(postgres.jdbcUrl());
        dataSource.setUser(postgres.username());
        dataSource.setPassword(postgres.password());
        SchemaMigration.run(dataSource, "topic");
        pool = PgBuilder.pool()
                .with(new PoolOptions().setMaxSize(8))
                .connectingTo(PgConnectOptions.fromUri(postgres.reactiveUri())
                        .setUser(postgres.username())
                        .setPassword(postgres.password()))
                .using(vertx)
                .build();
    }

    Pool pool() {
        return pool;
    }

    Vertx vertx() {
        return vertx;
    }

    static PublicationSeal seal() {
        return new PublicationSeal(new SecretSealer(MASTER.forPurpose(PublicationSeal.PURPOSE), new SecureRandom()));
    }

    /** Reads subscribers by HTTP. */
    Subscribers subscribers() {
        return new Subscribers(
                pool,
                new EndpointReader(
                        new EndpointSecrets(
                                new SecretSealer(MASTER.forPurpose(EndpointSecrets.PURPOSE), new SecureRandom())),
                        new WebhookSecretSeal(
                                new SecretSealer(MASTER.forPurpose(WebhookSecretSeal.PURPOSE), new SecureRandom()))),
                30,
                Clock.systemUTC());
    }

    static TopicKey key(String name) {
        return new TopicKey(ACCOUNT, REGION, new TopicName(name));
    }

    /** Makes a topic; its number. */
    long topic(String name, Map<String, String> attributes) {
        return sql(
                        "INSERT INTO topic.topics (account, region, name, id, fifo, attributes, tags, deleted, created_at,"
                                + " revision, archived_since) VALUES ($1, $2, $3, nextval('topic.topic_ids'), $4, $5,"
                                + " '{}', 0, now(), 1, CASE WHEN $6 THEN now() END)"
                                + " RETURNING id",
                        Tuple.of(
                                ACCOUNT.value(),
                                REGION,
                                name,
                                name.endsWith(".fifo"),
                                texts.convertToDatabaseColumn(attributes),
                                attributes.containsKey("ArchivePolicy")))
                .iterator()
                .next()
                .getLong(0);
    }

    /** Subscribes a queue, confirmed at {@code since}, and says so. */
    UUID subscribe(long topic, String name, String queue, Map<String, String> attributes, Instant since) {
        return subscribe(topic, name, "sqs", "arn:aws:sqs:" + REGION + ":" + ACCOUNT + ":" + queue, attributes, since);
    }

    /** Subscribes any endpoint. */
    UUID subscribe(
            long topic, String name, String protocol, String endpoint, Map<String, String> attributes, Instant since) {
        UUID id = UUID.randomUUID();
        boolean replays = attributes.containsKey("ReplayPolicy");
        sql(
                "INSERT INTO topic.subscriptions (account, region, topic, topic_id, id, owner, principal, protocol, endpoint,"
                        + " attributes, pending, authenticated, authenticate_on_unsubscribe, created_at, confirmed_at, replay,"
                        + " replay_status) VALUES ($1, $2, $3, $4, $5, $1, 'arn:aws:iam::111111111111:root', $11, $6, $7,"
                        + " false, true, false, $8, $8, $9, $10)",
                Tuple.of(ACCOUNT.value(), REGION, name, topic, id)
                        .addString(endpoint)
                        .addString(texts.convertToDatabaseColumn(attributes))
                        .addOffsetDateTime(since.atOffset(ZoneOffset.UTC))
                        .addInteger(replays ? 1 : 0)
                        .addString(replays ? "Pending" : null)
                        .addString(protocol));
        changed(topic);
        return id;
    }

    /** Says that something of {@code topic} changed. */
    void changed(long topic) {
        sql("UPDATE topic.topics SET revision = revision + 1 WHERE id = $1", Tuple.of(topic));
    }

    RowSet<Row> sql(String sql, Tuple values) {
        return on(pool.preparedQuery(sql).execute(values));
    }

    static <T> T on(Future<T> future) {
        try {
            return Waiting.on(future);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    /** A topic without subscribers as the fan-out sees it. */
    static TopicView view(long id, String name, Map<String, String> attributes) {
        TopicKey key = key(name);
        return new TopicView(
                id,
                key,
                1,
                TopicAttributes.ofStored(key, attributes),
                List.of(),
                List.of(),
                SubscriptionFilters.NONE,
                0);
    }

    @Override
    public void close() {
        on(pool.close());
        on(vertx.close());
        postgres.close();
    }
}

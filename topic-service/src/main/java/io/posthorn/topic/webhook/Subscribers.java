package io.posthorn.topic.webhook;

import io.posthorn.platform.AccountId;
import io.posthorn.platform.store.TextMap;
import io.posthorn.topic.attribute.Subscriber;
import io.posthorn.topic.attribute.SubscriptionAttributes;
import io.posthorn.topic.attribute.SubscriptionProtocol;
import io.posthorn.topic.attribute.TopicAttributes;
import io.posthorn.topic.delivery.TargetKey;
import io.posthorn.topic.topic.SubscriptionKey;
import io.posthorn.topic.topic.TopicKey;
import io.posthorn.topic.topic.TopicName;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads subscriptions by HTTP from the catalogue, one at a time. Safe for use by many threads. */
public final class Subscribers {
    private static final String CONFIRMED = """
            SELECT s.region, s.topic, s.owner, s.protocol, s.endpoint, s.endpoint_secret, s.attributes,
                t.attributes AS topic_attributes, s.confirmed_at, w.sealed AS webhook_secret
            FROM topic.subscriptions s JOIN topic.topics t ON t.account = s.account AND t.id = s.topic_id
            LEFT JOIN topic.webhook_secrets w ON w.account = s.account AND w.subscription = s.id
            WHERE s.account = $1 AND s.id = $2 AND NOT s.pending AND s.protocol IN ('http', 'https')""";

    /** Those that have not confirmed, and those that are removed and may be restored. */
    private static final String ASKED = """
            SELECT s.region, s.topic, s.owner, s.protocol, s.endpoint, s.endpoint_secret, s.attributes,
                t.attributes AS topic_attributes, s.token_hash, w.sealed AS webhook_secret
            FROM topic.subscriptions s JOIN topic.topics t ON t.account = s.account AND t.id = s.topic_id
            LEFT JOIN topic.webhook_secrets w ON w.account = s.account AND w.subscription = s.id
            WHERE s.account = $1 AND s.id = $2 AND s.pending AND s.token_expires_at > $3
                AND s.protocol IN ('http', 'https')
            UNION ALL
            SELECT r.region, r.topic, r.owner, r.protocol, r.endpoint, r.endpoint_secret, r.attributes,
                t.attributes, r.token_hash, w.sealed
            FROM topic.removed_subscriptions r JOIN topic.topics t ON t.account = r.account AND t.id = r.topic_id
            LEFT JOIN topic.webhook_secrets w ON w.account = r.account AND w.subscription = r.id
            WHERE r.account = $1 AND r.id = $2 AND r.token_expires_at > $3""";

    private final Pool pool;
    private final EndpointReader endpoints;
    private final int maxConcurrent;
    private final Clock clock;
    private final TextMap texts = new TextMap();

    /**
     * @param maxConcurrent how many deliveries may be under way to one subscriber from one replica
     * @param clock which tokens are still good
     */
    public Subscribers(Pool pool, EndpointReader endpoints, int maxConcurrent, Clock clock) {
        this.pool = pool;
        this.endpoints = endpoints;
        this.maxConcurrent = maxConcurrent;
        this.clock = clock;
    }

    /** The confirmed subscription. */
    Future<Optional<HttpSubscriber>> confirmed(TargetKey key) {
        return row(CONFIRMED, named(key))
                .map(found -> found.map(row -> subscriber(
                        subscription(key, row),
                        topic(key, row),
                        attributes(key, row),
                        secret(row, "endpoint_secret"),
                        secret(row, "webhook_secret"),
                        row.getOffsetDateTime("confirmed_at").toInstant())));
    }

    /** The subscription that is to be confirmed or restored. */
    Future<Optional<AskedEndpoint>> asked(TargetKey key) {
        return row(ASKED, named(key).addOffsetDateTime(clock.instant().atOffset(ZoneOffset.UTC)))
                .map(found -> found.map(row -> {
                    SubscriptionAttributes attributes = attributes(key, row);
                    return new AskedEndpoint(
                            subscription(key, row),
                            endpoints.read(
                                    subscription(key, row),
                                    attributes.subscriber().endpoint(),
                                    secret(row, "endpoint_secret"),
                                    secret(row, "webhook_secret")),
                            attributes.effective(topic(key, row).deliveryPolicy()),
                            row.getBuffer("token_hash").getBytes());
                }));
    }

    /** The subscriber whose row holds these. */
    public HttpSubscriber subscriber(
            SubscriptionKey key,
            TopicAttributes topic,
            SubscriptionAttributes attributes,
            byte @Nullable [] sealedEndpoint,
            byte @Nullable [] webhookSecret,
            Instant confirmedAt) {
        return HttpSubscriber.of(
                key,
                topic,
                attributes,
                endpoints.read(key, attributes.subscriber().endpoint(), sealedEndpoint, webhookSecret),
                confirmedAt,
                maxConcurrent);
    }

    private static Tuple named(TargetKey key) {
        return Tuple.of(key.account().value(), key.id());
    }

    private Future<Optional<Row>> row(String sql, Tuple values) {
        return pool.preparedQuery(sql).execute(values).map(Subscribers::first);
    }

    private static Optional<Row> first(RowSet<Row> rows) {
        var found = rows.iterator();
        return found.hasNext() ? Optional.of(found.next()) : Optional.empty();
    }

    private static SubscriptionKey subscription(TargetKey key, Row row) {
        return new SubscriptionKey(topicKey(key, row), key.id());
    }

    private static TopicKey topicKey(TargetKey key, Row row) {
        return new TopicKey(key.account(), row.getString("region"), new TopicName(row.getString("topic")));
    }

    private TopicAttributes topic(TargetKey key, Row row) {
        return TopicAttributes.ofStored(
                topicKey(key, row), texts.convertToEntityAttribute(row.getString("topic_attributes")));
    }

    private SubscriptionAttributes attributes(TargetKey key, Row row) {
        return SubscriptionAttributes.ofStored(
                new Subscriber(
                        topicKey(key, row),
                        new AccountId(row.getString("owner")),
                        SubscriptionProtocol.named(row.getString("protocol")).orElseThrow(),
                        row.getString("endpoint")),
                texts.convertToEntityAttribute(row.getString("attributes")));
    }

    private static byte @Nullable [] secret(Row row, String column) {
        Buffer sealed = row.getBuffer(column);
        return sealed == null ? null : sealed.getBytes();
    }
}

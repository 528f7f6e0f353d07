package io.posthorn.topic.fanout;

import io.posthorn.platform.AccountId;
import io.posthorn.platform.arn.Arn;
import io.posthorn.platform.event.QueueDelivery;
import io.posthorn.platform.store.TextMap;
import io.posthorn.topic.attribute.RedrivePolicy;
import io.posthorn.topic.attribute.ReplayPolicy;
import io.posthorn.topic.attribute.Subscriber;
import io.posthorn.topic.attribute.SubscriptionAttributes;
import io.posthorn.topic.attribute.SubscriptionProtocol;
import io.posthorn.topic.attribute.TopicAttributes;
import io.posthorn.topic.filter.FilterPolicy;
import io.posthorn.topic.filter.FilterScope;
import io.posthorn.topic.filter.SubscriptionFilters;
import io.posthorn.topic.topic.SubscriptionKey;
import io.posthorn.topic.topic.TopicKey;
import io.posthorn.topic.topic.TopicName;
import io.posthorn.topic.webhook.HttpSubscriber;
import io.posthorn.topic.webhook.Subscribers;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/** Reads a topic with its confirmed subscriptions, page by page. */
final class TopicViewLoader {
    /** How many subscriptions are read at once. */
    private static final int PAGE = 1000;

    /** How many topics are compiled at the same time. */
    private static final int COMPILERS = 2;

    private static final UUID FIRST = new UUID(0, 0);

    private static final String TOPIC =
            "SELECT region, name, revision, attributes FROM topic.topics WHERE account = $1 AND id = $2";

    private static final String SUBSCRIPTIONS = """
            SELECT s.id, s.endpoint, s.attributes, s.confirmed_at, s.replay, s.replay_status, s.owner, s.protocol,
                s.endpoint_secret, w.sealed
            FROM topic.subscriptions s
            LEFT JOIN topic.webhook_secrets w ON w.account = s.account AND w.subscription = s.id
            WHERE s.account = $1 AND s.topic_id = $2 AND s.id > $3 AND NOT s.pending
                AND s.protocol IN ('sqs', 'http', 'https')
            ORDER BY s.id LIMIT $4""";

    private final Pool pool;
    private final Subscribers http;
    private final ExecutorService compiling = Executors.newFixedThreadPool(
            COMPILERS,
            Thread.ofPlatform().name("posthorn-topic-filters-", 0).daemon().factory());
    private final TextMap texts = new TextMap();

    /** @param http reads subscribers by HTTP */
    TopicViewLoader(Pool pool, Subscribers http) {
        this.pool = pool;
        this.http = http;
    }

    /** The topic as it is now; empty when it is not there. What changes meanwhile shows in its revision the next time. */
    Future<Optional<TopicView>> load(String account, long id) {
        return pool.preparedQuery(TOPIC).execute(Tuple.of(account, id)).compose(rows -> {
            var found = rows.iterator();
            if (!found.hasNext()) {
                return Future.succeededFuture(Optional.empty());
            }
            Row row = found.next();
            TopicKey key = new TopicKey(new AccountId(account), row.getString(0), new TopicName(row.getString(1)));
            Builder builder = new Builder(
                    id,
                    key,
                    row.getLong(2),
                    TopicAttributes.ofStored(key, texts.convertToEntityAttribute(row.getString(3))));
            // Compiling filters takes its time, and this is an event loop's.
            return pages(builder, FIRST)
                    .compose(_ -> Future.fromCompletionStage(CompletableFuture.supplyAsync(builder::view, compiling)))
                    .map(Optional::of);
        });
    }

    private Future<Void> pages(Builder builder, UUID after) {
        return pool.preparedQuery(SUBSCRIPTIONS)
                .execute(Tuple.of(builder.key.account().value(), builder.id, after, PAGE))
                .compose(rows -> {
                    UUID last = after;
                    for (Row row : rows) {
                        builder.add(row);
                        last = row.getUUID(0);
                    }
                    return rows.size() < PAGE ? Future.succeededFuture() : pages(builder, last);
                });
    }

    private final class Builder {
        private final long id;
        private final TopicKey key;
        private final long revision;
        private final TopicAttributes attributes;
        private final List<SubscribedQueue> queues = new ArrayList<>();
        private final List<HttpSubscriber> webhooks = new ArrayList<>();
        private final Map<UUID, FilterPolicy> filters = new HashMap<>();
        private long filterWeight;

        Builder(long id, TopicKey key, long revision, TopicAttributes attributes) {
            this.id = id;
            this.key = key;
            this.revision = revision;
            this.attributes = attributes;
        }

        void add(Row row) {
            UUID subscription = row.getUUID(0);
            SubscriptionAttributes given = SubscriptionAttributes.ofStored(
                    new Subscriber(
                            key,
                            new AccountId(row.getString(6)),
                            SubscriptionProtocol.named(row.getString(7)).orElseThrow(),
                            row.getString(1)),
                    texts.convertToEntityAttribute(row.getString(2)));
            given.filterPolicy().ifPresent(policy -> {
                filterWeight += FilterPolicy.weightOf(policy);
                filters.put(subscription, FilterPolicy.parse(policy, FilterScope.parse(given.filterPolicyScope())));
            });
            SubscriptionKey subscriber = new SubscriptionKey(key, subscription);
            Instant confirmedAt = row.getOffsetDateTime(3).toInstant();
            if (given.subscriber().protocol().isHttp()) {
                webhooks.add(http.subscriber(subscriber, attributes, given, bytes(row, 8), bytes(row, 9), confirmedAt));
            } else {
                queues.add(new SubscribedQueue(
                        subscriber,
                        target(Arn.parse(row.getString(1))),
                        given.isRawMessageDelivery(),
                        given.redrivePolicy()
                                .map(RedrivePolicy::deadLetterTarget)
                                .map(TopicViewLoader::target),
                        confirmedAt,
                        given.replayPolicy().map(policy -> replay(policy, row))));
            }
        }

        TopicView view() {
            return new TopicView(
                    id, key, revision, attributes, queues, webhooks, SubscriptionFilters.of(filters), filterWeight);
        }
    }

    private static byte @Nullable [] bytes(Row row, int column) {
        Buffer bytes = row.getBuffer(column);
        return bytes == null ? null : bytes.getBytes();
    }

    private static SubscribedQueue.Replay replay(ReplayPolicy policy, Row row) {
        String status = row.getString(5);
        return new SubscribedQueue.Replay(
                row.getInteger(4), policy.startingPoint(), policy.endingPoint(), Replays.isEnded(status));
    }

    /** The replay policy of a subscription to a queue, among its stored attributes. */
    Optional<ReplayPolicy> replayPolicy(Row row) {
        TopicKey topic = new TopicKey(
                new AccountId(row.getString("account")),
                row.getString("region"),
                new TopicName(row.getString("topic")));
        Subscriber subscriber = new Subscriber(
                topic, new AccountId(row.getString("owner")), SubscriptionProtocol.SQS, row.getString("endpoint"));
        return SubscriptionAttributes.ofStored(subscriber, texts.convertToEntityAttribute(row.getString("attributes")))
                .replayPolicy();
    }

    private static QueueDelivery.Target target(Arn queue) {
        return new QueueDelivery.Target(queue.owner(), queue.region(), queue.resource());
    }
}

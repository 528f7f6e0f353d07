package io.posthorn.topic.catalog;

import io.posthorn.platform.AccountId;
import io.posthorn.platform.store.Isolation;
import io.posthorn.topic.attribute.SubscriptionAttributes;
import io.posthorn.topic.topic.SubscriptionKey;
import io.posthorn.topic.topic.TopicKey;
import io.smallrye.mutiny.Uni;
import jakarta.persistence.LockModeType;
import java.time.Clock;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.hibernate.reactive.mutiny.Mutiny;
import org.jspecify.annotations.Nullable;

/**
 * The subscriptions to one account's topics, and those that it made to anybody's. A change locks the topic's row, so changes of
 * one topic come one after the other.
 */
public final class Subscriptions {
    /** Before every page. */
    private static final UUID FIRST = new UUID(0, 0);

    private static final String BY_ID =
            "from Subscription where account = :account and region = :region and topic = :topic" + " and id = :id";

    private static final String TO_ENDPOINT = "from Subscription where account = :account and topicId = :topic"
            + " and protocol = :protocol and endpoint = :endpoint";

    private static final String OF_TOPIC =
            "from Subscription where account = :account and topicId = :topic and id > :after order by id";

    private static final String OF_OWNER =
            "from Subscription where owner = :account and region = :region and id > :after order by id";

    private static final String BY_TOKEN =
            "from Subscription where account = :account and region = :region and tokenHash = :hash";

    private static final String COUNT =
            "select count(*) from Subscription where account = :account and topicId = :topic";

    private static final String COUNT_PENDING =
            "select count(*) from Subscription where account = :account and pending = true";

    private static final String COUNT_FILTERS =
            "select count(*) filter (where topicId = :topic), count(*) from Subscription"
                    + " where account = :account and attributes like '%\"FilterPolicy\":%'";

    private final Isolation isolation;
    private final CatalogLimits limits;
    private final Clock clock;
    private final AccountId account;

    Subscriptions(Isolation isolation, CatalogLimits limits, Clock clock, AccountId account) {
        this.isolation = isolation;
        this.limits = limits;
        this.clock = clock;
        this.account = account;
    }

    /** The subscription, or empty when there is none. */
    public Uni<Optional<SubscriptionDescription>> find(SubscriptionKey key) {
        return isolation.read(
                session -> row(session, key, LockModeType.NONE).map(found -> found.map(SubscriptionRow::description)));
    }

    /**
     * Subscribes unless there is a subscription to that endpoint. One that is pending gets the new token.
     *
     * @param check refuses, by throwing, a subscription that is there
     */
    public Uni<SubscribeResult> subscribe(
            TopicKey topic, NewSubscription asked, Consumer<SubscriptionDescription> check) {
        return isolation.write(session -> TopicCatalog.locked(session, account, topic)
                .chain(found -> found.map(row -> subscribe(session, row, asked, check))
                        .orElseGet(() -> Uni.createFrom().item(new SubscribeResult.NoTopic()))));
    }

    private Uni<SubscribeResult> subscribe(
            Mutiny.Session session, TopicRow topic, NewSubscription asked, Consumer<SubscriptionDescription> check) {
        return session.createSelectionQuery(TO_ENDPOINT, SubscriptionRow.class)
                .setParameter("account", account.value())
                .setParameter("topic", topic.id)
                .setParameter("protocol", asked.protocol())
                .setParameter("endpoint", asked.endpoint())
                .getResultList()
                .chain(rows -> rows.stream()
                        .filter(row -> row.isTo(asked))
                        .findFirst()
                        .map(row -> {
                            check.accept(row.description());
                            if (row.pending) {
                                asked.confirmation().ifPresent(row::awaits);
                            }
                            return session.flush()
                                    .<SubscribeResult>map(_ -> new SubscribeResult.Existing(row.description()));
                        })
                        .orElseGet(() -> insert(session, topic, asked)));
    }

    private Uni<SubscribeResult> insert(Mutiny.Session session, TopicRow topic, NewSubscription asked) {
        int most = topic.fifo ? limits.fifoSubscriptions() : limits.subscriptions();
        boolean pending = asked.confirmation().isPresent();
        return count(session, COUNT, topic)
                .chain(count -> count >= most ? over(SubscribeResult.Limit.SUBSCRIPTIONS) : within())
                .chain(over -> over.isPresent() || !pending
                        ? Uni.createFrom().item(over)
                        : count(session, COUNT_PENDING, null)
                                .chain(count -> count >= limits.pendingSubscriptions()
                                        ? over(SubscribeResult.Limit.SUBSCRIPTIONS)
                                        : within()))
                .chain(over ->
                        over.isPresent() || asked.attributes().filterPolicy().isEmpty()
                                ? Uni.createFrom().item(over)
                                : roomForFilter(session, topic))
                .chain(over -> over.<Uni<SubscribeResult>>map(
                                limit -> Uni.createFrom().item(new SubscribeResult.TooMany(limit)))
                        .orElseGet(() -> {
                            SubscriptionRow row = new SubscriptionRow(topic, asked, clock.instant());
                            return session.persist(row)
                                    .chain(() -> TopicCatalog.changed(session, topic))
                                    .map(_ -> new SubscribeResult.Created(row.description()));
                        }));
    }

    private static Uni<Optional<SubscribeResult.Limit>> over(SubscribeResult.Limit limit) {
        return Uni.createFrom().item(Optional.of(limit));
    }

    private static Uni<Optional<SubscribeResult.Limit>> within() {
        return Uni.createFrom().item(Optional.empty());
    }

    private Uni<Optional<SubscribeResult.Limit>> roomForFilter(Mutiny.Session session, TopicRow topic) {
        return session.createSelectionQuery(COUNT_FILTERS, Object[].class)
                .setParameter("account", account.value())
                .setParameter("topic", topic.id)
                .getSingleResult()
                .chain(counts -> (Long) counts[0] >= limits.filterPolicies()
                                || (Long) counts[1] >= limits.accountFilterPolicies()
                        ? over(SubscribeResult.Limit.FILTER_POLICIES)
                        : within());
    }

    private Uni<Long> count(Mutiny.Session session, String hql, @Nullable TopicRow topic) {
        Mutiny.SelectionQuery<Long> query =
                session.createSelectionQuery(hql, Long.class).setParameter("account", account.value());
        return (topic == null ? query : query.setParameter("topic", topic.id)).getSingleResult();
    }

    /**
     * Replaces the attributes by what {@code change} makes of them; empty when there is no such subscription.
     *
     * @return the subscription as it is then, or what there is too much of
     */
    public Uni<Optional<SubscriptionDescription>> update(
            SubscriptionKey key, UnaryOperator<SubscriptionAttributes> change, Runnable overFilterLimit) {
        return changing(key, (session, topic, row) -> {
            SubscriptionAttributes before = row.description().attributes();
            SubscriptionAttributes after = change.apply(before);
            row.attributes = after.toStored();
            if (!after.replayPolicy().equals(before.replayPolicy())) {
                row.replays(after.replayPolicy().isPresent());
            }
            boolean filters =
                    after.filterPolicy().isPresent() && before.filterPolicy().isEmpty();
            return (filters ? roomForFilter(session, topic) : within()).invoke(over -> {
                if (over.isPresent()) {
                    overFilterLimit.run();
                }
            });
        });
    }

    /** Deletes the subscription, unless {@code check} throws; empty when there is none. */
    public Uni<Optional<SubscriptionDescription>> delete(SubscriptionKey key, Consumer<SubscriptionDescription> check) {
        return changing(key, (session, topic, row) -> {
            check.accept(row.description());
            topic.deleted++;
            return session.remove(row).chain(session::flush);
        });
    }

    /**
     * Confirms the subscription whose token has this hash; once more when it is confirmed. Empty when no such token was sent,
     * or too long ago.
     *
     * @param authenticated whether who confirms has signed
     * @param authenticateOnUnsubscribe whether only who signs may delete it from now on
     */
    public Uni<Optional<SubscriptionDescription>> confirm(
            String region, byte[] tokenHash, boolean authenticated, boolean authenticateOnUnsubscribe) {
        Instant now = clock.instant();
        return isolation
                .read(session -> session.createSelectionQuery(BY_TOKEN, SubscriptionRow.class)
                        .setParameter("account", account.value())
                        .setParameter("region", region)
                        .setParameter("hash", tokenHash)
                        .getResultList())
                .chain(rows -> rows.stream()
                        .findFirst()
                        .map(found -> changing(found.description().key(), (session, topic, row) -> {
                            Instant expiry = row.tokenExpiresAt;
                            boolean good =
                                    Arrays.equals(row.tokenHash, tokenHash) && expiry != null && expiry.isAfter(now);
                            if (row.pending && good) {
                                row.pending = false;
                                row.confirmedAt = now;
                                row.authenticated = authenticated;
                                row.authenticateOnUnsubscribe = authenticateOnUnsubscribe;
                            }
                            return Uni.createFrom().voidItem();
                        }))
                        .orElseGet(() -> Uni.createFrom().item(Optional.empty())))
                .map(found -> found.filter(subscription -> !subscription.pending()));
    }

    /** Subscriptions of a topic, in the order of their ids. */
    public Uni<Page<SubscriptionDescription>> ofTopic(long topicId, Optional<UUID> after, int limit) {
        return isolation.read(session -> page(
                session.createSelectionQuery(OF_TOPIC, SubscriptionRow.class).setParameter("topic", topicId),
                after,
                limit));
    }

    /** Subscriptions that this account made, in the order of their ids. */
    public Uni<Page<SubscriptionDescription>> ofOwner(String region, Optional<UUID> after, int limit) {
        return isolation.read(session -> page(
                session.createSelectionQuery(OF_OWNER, SubscriptionRow.class).setParameter("region", region),
                after,
                limit));
    }

    private Uni<Page<SubscriptionDescription>> page(
            Mutiny.SelectionQuery<SubscriptionRow> query, Optional<UUID> after, int limit) {
        return query.setParameter("account", account.value())
                .setParameter("after", after.orElse(FIRST))
                .setMaxResults(limit + 1)
                .getResultList()
                .map(rows ->
                        Page.of(rows.stream().map(SubscriptionRow::description).toList(), limit));
    }

    @FunctionalInterface
    private interface Change {
        Uni<?> of(Mutiny.Session session, TopicRow topic, SubscriptionRow row);
    }

    private Uni<Optional<SubscriptionDescription>> changing(SubscriptionKey key, Change change) {
        return isolation.write(session -> TopicCatalog.locked(session, account, key.topic())
                .chain(found -> found.map(topic -> row(session, key, LockModeType.PESSIMISTIC_WRITE)
                                .chain(sub -> sub.map(row -> change.of(session, topic, row)
                                                .chain(() -> TopicCatalog.changed(session, topic))
                                                .map(_ -> Optional.of(row.description())))
                                        .orElseGet(Subscriptions::none)))
                        .orElseGet(Subscriptions::none)));
    }

    private static Uni<Optional<SubscriptionDescription>> none() {
        return Uni.createFrom().item(Optional.empty());
    }

    private Uni<Optional<SubscriptionRow>> row(Mutiny.Session session, SubscriptionKey key, LockModeType lock) {
        return session.createSelectionQuery(BY_ID, SubscriptionRow.class)
                .setParameter("account", account.value())
                .setParameter("region", key.topic().region())
                .setParameter("topic", key.topic().name().value())
                .setParameter("id", key.id())
                .setLockMode(lock)
                .getResultList()
                .map(rows -> rows.stream().findFirst());
    }
}

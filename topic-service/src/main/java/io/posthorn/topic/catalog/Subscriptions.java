package io.posthorn.topic.catalog;

import io.posthorn.platform.AccountId;
import io.posthorn.platform.store.Isolation;
import io.posthorn.topic.attribute.SubscriptionAttributes;
import io.posthorn.topic.attribute.TopicAttributes;
import io.posthorn.topic.topic.SubscriptionKey;
import io.posthorn.topic.topic.TopicKey;
import io.smallrye.mutiny.Uni;
import jakarta.persistence.LockModeType;
import java.time.Clock;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.hibernate.reactive.mutiny.Mutiny;

/**
 * The subscriptions to one account's topics, and those that it made to anybody's. A change locks the topic's row, so changes of
 * one topic come one after the other.
 */
public final class Subscriptions {
    /** Before every page. */
    private static final UUID FIRST = new UUID(0, 0);

    private static final String BY_ID =
            "from Subscription where account = :account and region = :region and topic = :topic" + " and id = :id";

    private static final String BY_IDS = "from Subscription where account = :account and id in (:ids)";

    private static final String TO_ENDPOINT = "from Subscription where account = :account and topicId = :topic"
            + " and protocol = :protocol and function('md5' as String, endpoint) = function('md5' as String, :endpoint)"
            + " and endpoint = :endpoint";

    private static final String OF_TOPIC =
            "from Subscription where account = :account and topicId = :topic and id > :after order by id";

    private static final String OF_OWNER =
            "from Subscription where owner = :account and region = :region and id > :after order by id";

    private static final String BY_TOKEN =
            "from Subscription where account = :account and region = :region and tokenHash = :hash";

    private static final String REMOVED =
            "from RemovedSubscription where account = :account and region = :region and tokenHash = :hash"
                    + " and tokenExpiresAt > :now";

    private static final String COUNT_PENDING =
            "select count(*) from Subscription where account = :account and pending = true";

    private static final String COUNT_FILTERS = "select count(*) filter (where topicId = :topic),"
            + " coalesce(sum(cast(filterWeight as Long)) filter (where topicId = :topic), 0L), count(*),"
            + " coalesce(sum(cast(filterWeight as Long)), 0L) from Subscription"
            + " where account = :account and filterWeight > 0";

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

    /** The names of those that are there of {@code ids}, by id. */
    public Uni<Map<UUID, SubscriptionKey>> named(Set<UUID> ids) {
        if (ids.isEmpty()) {
            return Uni.createFrom().item(Map.of());
        }
        return isolation.read(session -> session.createSelectionQuery(BY_IDS, SubscriptionRow.class)
                .setParameter("account", account.value())
                .setParameter("ids", ids)
                .getResultList()
                .map(rows -> rows.stream()
                        .map(row -> row.description().key())
                        .collect(Collectors.toUnmodifiableMap(SubscriptionKey::id, Function.identity()))));
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
        return toEndpoint(session, topic, asked.protocol(), asked.endpoint())
                .chain(rows -> rows.stream()
                        .filter(row -> row.isTo(asked))
                        .findFirst()
                        .map(row -> {
                            if (row.pending && asked.confirmation().isEmpty()) {
                                row.takenOver(asked, clock.instant());
                                return TopicCatalog.changed(session, topic)
                                        .<SubscribeResult>map(_ -> new SubscribeResult.Existing(row.description()));
                            }
                            check.accept(row.description());
                            if (row.pending) {
                                asked.confirmation().ifPresent(row::awaits);
                            }
                            return session.flush()
                                    .<SubscribeResult>map(_ -> new SubscribeResult.Existing(row.description()));
                        })
                        .orElseGet(() -> insert(session, topic, asked)));
    }

    private Uni<List<SubscriptionRow>> toEndpoint(
            Mutiny.Session session, TopicRow topic, String protocol, String endpoint) {
        return session.createSelectionQuery(TO_ENDPOINT, SubscriptionRow.class)
                .setParameter("account", account.value())
                .setParameter("topic", topic.id)
                .setParameter("protocol", protocol)
                .setParameter("endpoint", endpoint)
                .getResultList();
    }

    private int most(TopicRow topic) {
        return topic.fifo ? limits.fifoSubscriptions() : limits.subscriptions();
    }

    private Uni<SubscribeResult> insert(Mutiny.Session session, TopicRow topic, NewSubscription asked) {
        boolean pending = asked.confirmation().isPresent();
        TopicAttributes attributes = topic.profile().attributes();
        LargeMessages.requireTaken(attributes, asked.protocol());
        boolean full = topic.subscriptions >= most(topic) || !LargeMessages.haveRoom(attributes, topic.subscriptions);
        return (full ? over(SubscribeResult.Limit.SUBSCRIPTIONS) : within())
                .chain(over -> over.isPresent() || !pending
                        ? Uni.createFrom().item(over)
                        : pending(session)
                                .chain(count -> count >= limits.pendingSubscriptions()
                                        ? over(SubscribeResult.Limit.SUBSCRIPTIONS)
                                        : within()))
                .chain(over ->
                        over.isPresent() || asked.attributes().filterPolicy().isEmpty()
                                ? Uni.createFrom().item(over)
                                : roomForFilter(session, topic, 1, SubscriptionRow.weightOf(asked.attributes())))
                .chain(over -> over.<Uni<SubscribeResult>>map(
                                limit -> Uni.createFrom().item(new SubscribeResult.TooMany(limit)))
                        .orElseGet(() -> {
                            SubscriptionRow row = new SubscriptionRow(topic, asked, clock.instant());
                            topic.subscriptions++;
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

    private Uni<Optional<SubscribeResult.Limit>> roomForFilter(
            Mutiny.Session session, TopicRow topic, int more, int weight) {
        return session.createSelectionQuery(COUNT_FILTERS, Object[].class)
                .setParameter("account", account.value())
                .setParameter("topic", topic.id)
                .getSingleResult()
                .chain(counts -> (Long) counts[0] + more > limits.filterPolicies()
                                || (Long) counts[1] + weight > CatalogLimits.TOPIC_FILTER_WEIGHT
                                || (Long) counts[2] + more > limits.accountFilterPolicies()
                                || (Long) counts[3] + weight > CatalogLimits.ACCOUNT_FILTER_WEIGHT
                        ? over(SubscribeResult.Limit.FILTER_POLICIES)
                        : within());
    }

    private Uni<Long> pending(Mutiny.Session session) {
        return session.createSelectionQuery(COUNT_PENDING, Long.class)
                .setParameter("account", account.value())
                .getSingleResult();
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
            int weight = SubscriptionRow.weightOf(after);
            return (weight > row.filterWeight
                            ? roomForFilter(session, topic, row.filterWeight == 0 ? 1 : 0, weight - row.filterWeight)
                            : within())
                    .invoke(over -> {
                        if (over.isPresent()) {
                            overFilterLimit.run();
                        }
                        row.change(after);
                        if (!after.replayPolicy().equals(before.replayPolicy())) {
                            row.replays(after.replayPolicy().isPresent());
                        }
                    });
        });
    }

    /**
     * Deletes the subscription, unless {@code check} throws; empty when there is none.
     *
     * @param check what its endpoint is to be told, which may restore it as it was, in {@link #confirm}; empty: nothing
     */
    public Uni<Optional<SubscriptionDescription>> delete(
            SubscriptionKey key, Function<SubscriptionDescription, Optional<Removal>> check) {
        return changing(key, (session, topic, row) -> {
            Optional<Removal> removal = check.apply(row.description());
            topic.deleted++;
            topic.subscriptions--;
            return session.remove(row)
                    .chain(() -> removal.map(each -> session.persist(new RemovedSubscriptionRow(row, each)))
                            .orElseGet(() -> Uni.createFrom().voidItem()))
                    .chain(session::flush);
        });
    }

    /**
     * Confirms the subscription whose token has this hash; once more when it is confirmed. One that was removed and whose token
     * restores it is there again as it was, unless its endpoint is subscribed anew or there is no room. Empty when no such token
     * was sent, or too long ago.
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
                        .orElseGet(() -> restore(region, tokenHash, authenticated, authenticateOnUnsubscribe)))
                .map(found -> found.filter(subscription -> !subscription.pending()));
    }

    private Uni<Optional<SubscriptionDescription>> restore(
            String region, byte[] tokenHash, boolean authenticated, boolean authenticateOnUnsubscribe) {
        return isolation
                .read(session -> removed(session, region, tokenHash))
                .chain(seen -> seen.map(which -> isolation.write(session -> TopicCatalog.locked(
                                        session, account, which.topicKey())
                                .chain(found -> found.map(topic -> removed(session, region, tokenHash)
                                                .chain(still -> still.map(was -> restore(
                                                                session,
                                                                topic,
                                                                was,
                                                                new SubscriptionRow(
                                                                        was,
                                                                        authenticated,
                                                                        authenticateOnUnsubscribe,
                                                                        clock.instant())))
                                                        // Somebody with the same token was faster.
                                                        .orElseGet(() -> row(
                                                                        session,
                                                                        new SubscriptionKey(which.topicKey(), which.id),
                                                                        LockModeType.NONE)
                                                                .map(row -> row.map(SubscriptionRow::description)))))
                                        .orElseGet(Subscriptions::none))))
                        .orElseGet(Subscriptions::none));
    }

    private Uni<Optional<SubscriptionDescription>> restore(
            Mutiny.Session session, TopicRow topic, RemovedSubscriptionRow was, SubscriptionRow row) {
        TopicAttributes attributes = topic.profile().attributes();
        boolean full = topic.subscriptions >= most(topic) || LargeMessages.areAllowed(attributes);
        if (!Objects.equals(topic.id, was.topicId) || full) {
            return none();
        }
        return toEndpoint(session, topic, was.protocol, was.endpoint)
                .chain(others -> others.isEmpty() && row.filterWeight > 0
                        ? roomForFilter(session, topic, 1, row.filterWeight).map(Optional::isEmpty)
                        : Uni.createFrom().item(others.isEmpty()))
                .chain(room -> {
                    if (!room) {
                        return none();
                    }
                    topic.subscriptions++;
                    return session.remove(was)
                            .chain(() -> session.persist(row))
                            .chain(() -> TopicCatalog.changed(session, topic))
                            .map(_ -> Optional.of(row.description()));
                });
    }

    private Uni<Optional<RemovedSubscriptionRow>> removed(Mutiny.Session session, String region, byte[] tokenHash) {
        return session.createSelectionQuery(REMOVED, RemovedSubscriptionRow.class)
                .setParameter("account", account.value())
                .setParameter("region", region)
                .setParameter("hash", tokenHash)
                .setParameter("now", clock.instant())
                .getResultList()
                .map(rows -> rows.stream().findFirst());
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

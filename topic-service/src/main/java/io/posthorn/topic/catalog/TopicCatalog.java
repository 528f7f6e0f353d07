package io.posthorn.topic.catalog;

import io.posthorn.platform.AccountId;
import io.posthorn.platform.store.Isolation;
import io.posthorn.topic.topic.SnsErrors;
import io.posthorn.topic.topic.TopicKey;
import io.posthorn.topic.topic.TopicName;
import io.smallrye.mutiny.Uni;
import jakarta.persistence.LockModeType;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.hibernate.exception.ConstraintViolationException;
import org.hibernate.reactive.mutiny.Mutiny;

/**
 * The topics of one account on record. Every change of a topic locks its row, raises its revision and tells the replicas, in
 * one transaction. What a given function throws undoes the change and is the answer's failure.
 */
public final class TopicCatalog {
    /** The channel on which replicas hear that a topic changed; what is told is its ARN. */
    public static final String CHANNEL = "topic_changes";

    private static final String BY_NAME = "from Topic where account = :account and region = :region and name = :name";

    private static final String PAGE =
            "from Topic where account = :account and region = :region and name > :after order by name";

    private static final String COUNT =
            "select count(*) from Topic where account = :account and region = :region and fifo = :fifo";

    private static final String COUNTS = "select pending, count(*) from Subscription where account = :account"
            + " and topicId = :topic group by pending";

    private static final String REPLAYING = "select count(*) from Subscription where account = :account"
            + " and topicId = :topic and replayStatus in ('Pending', 'In progress')";

    private static final String NOT_QUEUES = "select count(*) from Subscription where account = :account"
            + " and topicId = :topic and protocol <> 'sqs'";

    private static final String TELL = "SELECT CAST(pg_notify(:channel, :arn) AS text)";

    /** How often a creation that lost a race looks again. */
    private static final int RACES = 3;

    private final Isolation isolation;
    private final CatalogLimits limits;
    private final Clock clock;
    private final AccountId account;

    TopicCatalog(Isolation isolation, CatalogLimits limits, Clock clock, AccountId account) {
        this.isolation = isolation;
        this.limits = limits;
        this.clock = clock;
        this.account = account;
    }

    /** The subscriptions to this account's topics, and those that it made itself. */
    public Subscriptions subscriptions() {
        return new Subscriptions(isolation, limits, clock, account);
    }

    /** The topic, or empty when there is none. */
    public Uni<Optional<TopicDescription>> find(TopicKey key) {
        return isolation.read(
                session -> row(session, key, LockModeType.NONE).map(found -> found.map(TopicRow::description)));
    }

    /** Creates the topic unless its name is taken or the account has enough. */
    public Uni<CreateResult> create(TopicKey key, TopicProfile profile) {
        int most = key.name().isFifo() ? limits.fifoTopics() : limits.topics();
        return isolation
                .write(session -> row(session, key, LockModeType.NONE)
                        .chain(found -> found.<Uni<CreateResult>>map(
                                        row -> Uni.createFrom().item(new CreateResult.Existing(row.description())))
                                .orElseGet(() -> count(session, key)
                                        .chain(count -> count >= most
                                                ? Uni.createFrom().item(new CreateResult.TooMany())
                                                : insert(session, new TopicRow(key, profile, clock.instant()))))))
                // Somebody created it between our look and our insert: the second look finds it.
                .onFailure(ConstraintViolationException.class)
                .retry()
                .atMost(RACES);
    }

    private static Uni<CreateResult> insert(Mutiny.Session session, TopicRow row) {
        return session.persist(row)
                .chain(session::flush)
                .chain(() -> tell(session, row))
                .map(_ -> new CreateResult.Created(row.description()));
    }

    /** Replaces the topic's profile by what {@code change} makes of it; empty when there is no such topic. */
    public Uni<Optional<TopicDescription>> update(TopicKey key, UnaryOperator<TopicProfile> change) {
        return isolation.write(session -> locked(session, key)
                .chain(found -> found.map(row -> {
                            boolean archived = row.archivedSince != null;
                            boolean large =
                                    LargeMessages.areAllowed(row.profile().attributes());
                            row.change(change.apply(row.profile()), clock.instant());
                            Uni<Void> allowed = archived && row.archivedSince == null
                                    ? requireNoReplay(session, row)
                                    : Uni.createFrom().voidItem();
                            if (!large && LargeMessages.areAllowed(row.profile().attributes())) {
                                allowed = allowed.chain(() -> requireFew(session, row));
                            }
                            return allowed.chain(session::flush)
                                    .chain(() -> tell(session, row))
                                    .map(_ -> Optional.of(row.description()));
                        })
                        .orElseGet(() -> Uni.createFrom().item(Optional.empty()))));
    }

    private Uni<Void> requireNoReplay(Mutiny.Session session, TopicRow row) {
        return session.createSelectionQuery(REPLAYING, Long.class)
                .setParameter("account", account.value())
                .setParameter("topic", row.id)
                .getSingleResult()
                .invoke(count -> {
                    if (count > 0) {
                        throw SnsErrors.INVALID_STATE.because(
                                "Invalid state: The archive is being replayed to a subscription of the topic");
                    }
                })
                .replaceWithVoid();
    }

    private Uni<Void> requireFew(Mutiny.Session session, TopicRow row) {
        return session.createSelectionQuery(NOT_QUEUES, Long.class)
                .setParameter("account", account.value())
                .setParameter("topic", row.id)
                .getSingleResult()
                .invoke(others -> LargeMessages.requireFew(row.subscriptions, others))
                .replaceWithVoid();
    }

    /**
     * Deletes the topic and its subscriptions; nothing happens when there is none.
     *
     * @param check refuses by throwing
     */
    public Uni<Void> delete(TopicKey key, Consumer<TopicDescription> check) {
        return isolation.write(session -> locked(session, key)
                .chain(found -> found.map(row -> {
                            check.accept(row.description());
                            return session.remove(row).chain(session::flush).chain(() -> tell(session, row));
                        })
                        .orElseGet(() -> Uni.createFrom().voidItem())));
    }

    /** Topics in code point order of their names. */
    public Uni<Page<TopicKey>> list(String region, Optional<TopicName> after, int limit) {
        return isolation.read(session -> session.createSelectionQuery(PAGE, TopicRow.class)
                .setParameter("account", account.value())
                .setParameter("region", region)
                .setParameter("after", after.map(TopicName::value).orElse(""))
                .setMaxResults(limit + 1)
                .getResultList()
                .map(rows -> Page.of(rows.stream().map(TopicRow::key).toList(), limit)));
    }

    /** How many subscriptions a topic has. */
    public Uni<Counts> counts(long topicId) {
        return isolation.read(session -> session.createSelectionQuery(COUNTS, Object[].class)
                .setParameter("account", account.value())
                .setParameter("topic", topicId)
                .getResultList()
                .map(TopicCatalog::counts));
    }

    private static Counts counts(List<Object[]> rows) {
        long confirmed = 0;
        long pending = 0;
        for (Object[] row : rows) {
            if ((Boolean) row[0]) {
                pending = (Long) row[1];
            } else {
                confirmed = (Long) row[1];
            }
        }
        return new Counts(confirmed, pending);
    }

    private Uni<Long> count(Mutiny.Session session, TopicKey key) {
        return session.createSelectionQuery(COUNT, Long.class)
                .setParameter("account", account.value())
                .setParameter("region", key.region())
                .setParameter("fifo", key.name().isFifo())
                .getSingleResult();
    }

    private Uni<Optional<TopicRow>> locked(Mutiny.Session session, TopicKey key) {
        return locked(session, account, key);
    }

    static Uni<Optional<TopicRow>> locked(Mutiny.Session session, AccountId account, TopicKey key) {
        return row(session, account, key, LockModeType.PESSIMISTIC_WRITE);
    }

    private Uni<Optional<TopicRow>> row(Mutiny.Session session, TopicKey key, LockModeType lock) {
        return row(session, account, key, lock);
    }

    private static Uni<Optional<TopicRow>> row(
            Mutiny.Session session, AccountId account, TopicKey key, LockModeType lock) {
        if (!key.account().equals(account)) {
            throw new IllegalArgumentException("another account's topic");
        }
        return session.createSelectionQuery(BY_NAME, TopicRow.class)
                .setParameter("account", account.value())
                .setParameter("region", key.region())
                .setParameter("name", key.name().value())
                .setLockMode(lock)
                .getResultList()
                .map(rows -> rows.stream().findFirst());
    }

    /** The subscriptions of {@code row} changed. */
    static Uni<Void> changed(Mutiny.Session session, TopicRow row) {
        row.revision++;
        return session.flush().chain(() -> tell(session, row));
    }

    private static Uni<Void> tell(Mutiny.Session session, TopicRow row) {
        return session.createNativeQuery(TELL, String.class)
                .setParameter("channel", CHANNEL)
                .setParameter("arn", row.key().arn().toString())
                .getResultList()
                .replaceWithVoid();
    }
}

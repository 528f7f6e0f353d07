package io.posthorn.queue.catalog;

import io.posthorn.platform.AccountId;
import io.posthorn.platform.store.Isolation;
import io.posthorn.queue.queue.CreateResult;
import io.posthorn.queue.queue.QueueKey;
import io.posthorn.queue.queue.QueueName;
import io.posthorn.queue.queue.QueuePage;
import io.posthorn.queue.queue.QueueProfile;
import io.posthorn.queue.shard.ShardLease;
import io.smallrye.mutiny.Uni;
import jakarta.persistence.LockModeType;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.hibernate.exception.ConstraintViolationException;
import org.hibernate.reactive.mutiny.Mutiny;

/**
 * One account's queues on record. Changes are made by the owner of the queue's shard and fail with
 * {@link DeposedException} when the shard has another owner by then.
 */
public final class QueueCatalog {
    /** How long the name of a deleted queue cannot be taken, and how long a purge forbids the next. */
    public static final Duration COOL_DOWN = Duration.ofSeconds(60);

    private static final String LIVE =
            "from Queue where account = :account and region = :region and name = :name" + " and deletedAt is null";

    private static final String DELETED_SINCE = "select count(*) from Queue where account = :account"
            + " and region = :region and name = :name and deletedAt > :since";

    private static final String PAGE = "from Queue where account = :account and region = :region"
            + " and deletedAt is null and name > :after and name like :prefix escape '!' order by name";

    private static final String SOURCES = "from Queue where account = :account and region = :region"
            + " and deletedAt is null and name > :after and deadLetterTarget = :target order by name";

    /** Holds the shard's row against a take-over until the transaction ends. */
    private static final String FENCE =
            "SELECT epoch FROM queue.shards WHERE shard = :shard AND epoch = :epoch FOR SHARE";

    /** How often a creation that lost a race looks again. */
    private static final int RACES = 3;

    private final Isolation isolation;
    private final Clock clock;
    private final AccountId account;

    QueueCatalog(Isolation isolation, Clock clock, AccountId account) {
        this.isolation = isolation;
        this.clock = clock;
        this.account = account;
    }

    /** The queue, or empty when there is none. */
    public Uni<Optional<CatalogEntry>> find(QueueKey key) {
        return isolation.read(session -> live(session, key, LockModeType.NONE)
                .map(rows -> rows.stream().findFirst().map(QueueRow::entry)));
    }

    /** Creates the queue unless its name is taken or was freed a moment ago. */
    public Uni<CreateResult> create(QueueKey key, QueueProfile profile, ShardLease lease) {
        Instant now = clock.instant();
        return isolation
                .write(session -> fenced(session, lease)
                        .chain(() -> live(session, key, LockModeType.NONE))
                        .chain(rows -> {
                            if (!rows.isEmpty()) {
                                return Uni.createFrom()
                                        .<CreateResult>item(new CreateResult.Existing(
                                                rows.getFirst().entry().description()));
                            }
                            return deletedSince(session, key, now.minus(COOL_DOWN))
                                    .chain(recently -> recently
                                            ? Uni.createFrom().<CreateResult>item(new CreateResult.DeletedRecently())
                                            : insert(session, new QueueRow(key, lease.shard(), profile, now)));
                        }))
                // Somebody created it between our look and our insert: the second look finds it.
                .onFailure(ConstraintViolationException.class)
                .retry()
                .atMost(RACES);
    }

    private static Uni<CreateResult> insert(Mutiny.Session session, QueueRow row) {
        return session.persist(row)
                .chain(session::flush)
                .map(_ -> new CreateResult.Created(row.entry().description()));
    }

    /** Replaces the queue's profile by what {@code change} makes of it; empty when there is no such queue. */
    public Uni<Optional<CatalogEntry>> update(QueueKey key, UnaryOperator<QueueProfile> change, ShardLease lease) {
        return changed(key, lease, row -> row.change(change.apply(row.profile()), clock.instant()));
    }

    /** Marks the queue deleted; its messages are swept later. Empty when there is no such queue. */
    public Uni<Optional<CatalogEntry>> delete(QueueKey key, ShardLease lease) {
        return changed(key, lease, row -> row.deletedAt = clock.instant());
    }

    /** Marks the queue purged unless it was within {@link #COOL_DOWN}: whether it is to be purged now. */
    public Uni<Boolean> markPurged(QueueKey key, ShardLease lease) {
        Instant now = clock.instant();
        return isolation.write(session -> fenced(session, lease)
                .chain(() -> live(session, key, LockModeType.PESSIMISTIC_WRITE))
                .map(rows -> {
                    if (rows.isEmpty()) {
                        return false;
                    }
                    QueueRow row = rows.getFirst();
                    Instant before = row.purgedAt;
                    if (before != null && before.isAfter(now.minus(COOL_DOWN))) {
                        return false;
                    }
                    row.purgedAt = now;
                    return true;
                }));
    }

    /** Queues whose names begin with {@code prefix}, in code point order. */
    public Uni<QueuePage> list(String region, String prefix, int limit, Optional<QueueName> after) {
        String pattern = prefix.replace("!", "!!").replace("_", "!_").replace("%", "!%") + "%";
        return page(
                PAGE,
                limit,
                query -> query.setParameter("region", region)
                        .setParameter("after", after.map(QueueName::value).orElse(""))
                        .setParameter("prefix", pattern));
    }

    /** Queues whose dead letters go to {@code target}. */
    public Uni<QueuePage> deadLetterSources(QueueKey target, int limit, Optional<QueueName> after) {
        return page(
                SOURCES,
                limit,
                query -> query.setParameter("region", target.region())
                        .setParameter("after", after.map(QueueName::value).orElse(""))
                        .setParameter("target", target.name().value()));
    }

    private Uni<QueuePage> page(String hql, int limit, UnaryOperator<Mutiny.SelectionQuery<QueueRow>> bind) {
        return isolation.read(session -> bind.apply(
                        session.createSelectionQuery(hql, QueueRow.class).setParameter("account", account.value()))
                .setMaxResults(limit + 1)
                .getResultList()
                .map(rows -> new QueuePage(
                        rows.stream().limit(limit).map(QueueRow::pageEntry).toList(), rows.size() > limit)));
    }

    private Uni<Optional<CatalogEntry>> changed(QueueKey key, ShardLease lease, Consumer<QueueRow> change) {
        return isolation.write(session -> fenced(session, lease)
                .chain(() -> live(session, key, LockModeType.PESSIMISTIC_WRITE))
                .chain(rows -> {
                    if (rows.isEmpty()) {
                        return Uni.createFrom().item(Optional.<CatalogEntry>empty());
                    }
                    QueueRow row = rows.getFirst();
                    change.accept(row);
                    return session.flush().map(_ -> Optional.of(row.entry()));
                }));
    }

    private Uni<List<QueueRow>> live(Mutiny.Session session, QueueKey key, LockModeType lock) {
        return session.createSelectionQuery(LIVE, QueueRow.class)
                .setParameter("account", account.value())
                .setParameter("region", key.region())
                .setParameter("name", key.name().value())
                .setLockMode(lock)
                .getResultList();
    }

    private Uni<Boolean> deletedSince(Mutiny.Session session, QueueKey key, Instant since) {
        return session.createSelectionQuery(DELETED_SINCE, Long.class)
                .setParameter("account", account.value())
                .setParameter("region", key.region())
                .setParameter("name", key.name().value())
                .setParameter("since", since)
                .getSingleResult()
                .map(count -> count > 0);
    }

    private static Uni<Void> fenced(Mutiny.Session session, ShardLease lease) {
        return session.createNativeQuery(FENCE, Long.class)
                .setParameter("shard", lease.shard())
                .setParameter("epoch", lease.epoch())
                .getResultList()
                .invoke(rows -> {
                    if (rows.isEmpty()) {
                        throw new DeposedException(lease);
                    }
                })
                .replaceWithVoid();
    }
}

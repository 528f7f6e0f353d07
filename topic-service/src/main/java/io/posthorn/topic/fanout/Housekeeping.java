package io.posthorn.topic.fanout;

import io.posthorn.platform.AccountId;
import io.posthorn.topic.delivery.OldRows;
import io.posthorn.topic.topic.TopicKey;
import io.posthorn.topic.topic.TopicLabels;
import io.posthorn.topic.topic.TopicName;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Tuple;
import java.time.Clock;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * What goes when its time is over: old claims, archives past their retention, subscriptions that nobody confirmed, figures of
 * topics that are deleted.
 */
final class Housekeeping {
    /** After how long a database that neither answers nor breaks the connection is asked again. */
    private static final Duration PATIENCE = Duration.ofMinutes(10);

    /** How many rows one statement deletes. */
    private static final int ROWS = 10_000;

    /** One topic's range at a time: what is kept is not looked at. */
    private static final String ARCHIVES = """
            WITH kept AS (
                SELECT account, id, now() - make_interval(days =>
                    ((attributes::jsonb ->> 'ArchivePolicy')::jsonb ->> 'MessageRetentionPeriod')::int) AS since
                FROM topic.topics WHERE archived_since IS NOT NULL)
            DELETE FROM topic.archive WHERE ctid IN (
                SELECT a.ctid FROM kept k JOIN topic.archive a
                    ON a.account = k.account AND a.topic_id = k.id AND a.published_at < k.since
                LIMIT $1)""";

    /** What is left of topics that are deleted or keep no archive any more. */
    private static final String ORPHANS = """
            WITH RECURSIVE archived (account, topic_id) AS (
                (SELECT account, topic_id FROM topic.archive ORDER BY account, topic_id LIMIT 1)
                UNION ALL
                SELECT n.account, n.topic_id FROM archived l CROSS JOIN LATERAL (
                    SELECT account, topic_id FROM topic.archive a
                    WHERE (a.account, a.topic_id) > (l.account, l.topic_id) ORDER BY account, topic_id LIMIT 1) n)
            DELETE FROM topic.archive WHERE ctid IN (
                SELECT a.ctid FROM archived g JOIN topic.archive a ON a.account = g.account AND a.topic_id = g.topic_id
                WHERE NOT EXISTS (
                    SELECT FROM topic.topics t
                    WHERE t.account = g.account AND t.id = g.topic_id AND t.archived_since IS NOT NULL)
                LIMIT $1)""";

    /** Topics are locked first and in one order, as every change locks them. */
    private static final String UNCONFIRMED = """
            WITH late AS (
                SELECT id, topic_id FROM topic.subscriptions WHERE pending AND token_expires_at < $1 LIMIT 1000),
            locked AS (
                SELECT id FROM topic.topics WHERE id IN (SELECT topic_id FROM late) ORDER BY id FOR UPDATE),
            gone AS (
                DELETE FROM topic.subscriptions s USING locked l
                WHERE s.topic_id = l.id AND s.id IN (SELECT id FROM late) AND s.pending AND s.token_expires_at < $1
                RETURNING s.topic_id)
            UPDATE topic.topics SET revision = revision + 1, deleted = deleted + g.count,
                subscriptions = subscriptions - g.count
            FROM (SELECT topic_id, count(*) FROM gone GROUP BY topic_id) g WHERE id = g.topic_id""";

    private static final String EXISTING = """
            SELECT t.account, t.region, t.name FROM unnest($1::text[], $2::text[], $3::text[]) AS a (account, region, name)
            JOIN topic.topics t ON t.account = a.account AND t.region = a.region AND t.name = a.name""";

    /** Removed subscriptions whose time to be restored is over. */
    private static final String REMOVED = """
            DELETE FROM topic.removed_subscriptions WHERE id IN (
                SELECT id FROM topic.removed_subscriptions WHERE token_expires_at < $2 LIMIT $1)""";

    /** Secrets of subscriptions that are gone for good. */
    private static final String SECRETS = """
            DELETE FROM topic.webhook_secrets w
            WHERE NOT EXISTS (
                SELECT FROM topic.subscriptions s WHERE s.account = w.account AND s.id = w.subscription)
            AND NOT EXISTS (
                SELECT FROM topic.removed_subscriptions r WHERE r.account = w.account AND r.id = w.subscription)""";

    private final Pool pool;
    private final FifoLedger ledger;
    private final TopicLabels labels;
    private final Clock clock;
    private final AtomicBoolean running = new AtomicBoolean();

    Housekeeping(Pool pool, FifoLedger ledger, TopicLabels labels, Clock clock) {
        this.pool = pool;
        this.ledger = ledger;
        this.labels = labels;
        this.clock = clock;
    }

    /** Does all of it, unless that is being done; one that fails keeps the others from nothing, and the first failure is told. */
    Future<Void> run() {
        if (!running.compareAndSet(false, true)) {
            return Future.succeededFuture();
        }
        return Future.join(List.of(
                        ledger.forgetOld(),
                        forgetLabels(),
                        delete(ARCHIVES),
                        delete(ORPHANS),
                        pool.preparedQuery(UNCONFIRMED).execute(Tuple.of(now())),
                        OldRows.delete(pool, REMOVED, () -> Tuple.of(ROWS, now()), ROWS),
                        pool.query(SECRETS).execute()))
                .<Void>mapEmpty()
                .timeout(PATIENCE.toMinutes(), TimeUnit.MINUTES)
                .onComplete(_ -> running.set(false));
    }

    private OffsetDateTime now() {
        return clock.instant().atOffset(ZoneOffset.UTC);
    }

    private Future<Void> delete(String statement) {
        return OldRows.delete(pool, statement, () -> Tuple.of(ROWS), ROWS);
    }

    private Future<Void> forgetLabels() {
        Set<TopicKey> gone = new HashSet<>(labels.own());
        if (gone.isEmpty()) {
            return Future.succeededFuture();
        }
        Tuple named = Tuple.of(
                gone.stream().map(topic -> topic.account().value()).toArray(String[]::new),
                gone.stream().map(TopicKey::region).toArray(String[]::new),
                gone.stream().map(topic -> topic.name().value()).toArray(String[]::new));
        return pool.preparedQuery(EXISTING).execute(named).map(rows -> {
            rows.forEach(row -> gone.remove(
                    new TopicKey(new AccountId(row.getString(0)), row.getString(1), new TopicName(row.getString(2)))));
            gone.forEach(labels::forget);
            return null;
        });
    }
}

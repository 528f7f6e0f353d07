package io.posthorn.topic.fanout;

import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;

/** What goes when its time is over: old claims, archives past their retention, subscriptions that nobody confirmed. */
final class Housekeeping {
    /** Also what is left of topics that are deleted or keep no archive any more. */
    private static final String ARCHIVES = """
            DELETE FROM topic.archive WHERE ctid IN (
                SELECT a.ctid FROM topic.archive a LEFT JOIN topic.topics t ON t.account = a.account AND t.id = a.topic_id
                WHERE t.id IS NULL OR t.attributes::jsonb ->> 'ArchivePolicy' IS NULL
                    OR a.published_at < now() - make_interval(days =>
                        ((t.attributes::jsonb ->> 'ArchivePolicy')::jsonb ->> 'MessageRetentionPeriod')::int)
                LIMIT 10000)""";

    /** The condition stands twice: of a row that somebody confirms or renews meanwhile only the outer one is asked again. */
    private static final String UNCONFIRMED = """
            WITH gone AS (
                DELETE FROM topic.subscriptions WHERE pending AND token_expires_at < now() AND id IN (
                    SELECT id FROM topic.subscriptions WHERE pending AND token_expires_at < now() LIMIT 1000)
                RETURNING topic_id)
            UPDATE topic.topics SET revision = revision + 1, deleted = deleted + g.count
            FROM (SELECT topic_id, count(*) FROM gone GROUP BY topic_id) g WHERE id = g.topic_id""";

    private final Pool pool;
    private final FifoLedger ledger;

    Housekeeping(Pool pool, FifoLedger ledger) {
        this.pool = pool;
        this.ledger = ledger;
    }

    Future<Void> run() {
        return ledger.forgetOld()
                .compose(_ -> pool.query(ARCHIVES).execute())
                .compose(_ -> pool.query(UNCONFIRMED).execute())
                .mapEmpty();
    }
}

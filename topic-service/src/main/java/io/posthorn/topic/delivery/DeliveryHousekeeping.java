package io.posthorn.topic.delivery;

import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

/** What goes when its time is over: attempts on record, contents that nothing refers to, targets that nothing is known of. */
final class DeliveryHousekeeping {
    /** For longer than any transaction that is about to refer to one. */
    private static final Duration UNUSED = Duration.ofHours(2);

    /** A target that nothing was sent to for so long may begin anew. */
    private static final Duration FORGIVEN = Duration.ofDays(30);

    private static final Duration QUIET = Duration.ofHours(1);

    /** After how long a database that neither answers nor breaks the connection is asked again. */
    private static final Duration PATIENCE = Duration.ofMinutes(10);

    /** How many rows one statement deletes; contents may be long. */
    private static final int ROWS = 10_000;

    private static final int CONTENTS = 1_000;

    private static final String OLD_ATTEMPTS = """
            DELETE FROM topic.delivery_attempts WHERE ctid IN (
                SELECT ctid FROM topic.delivery_attempts WHERE at < $1 LIMIT $2)""";

    /** One target's at a time: what is kept is passed over in the index. */
    private static final String MANY_ATTEMPTS = """
            WITH RECURSIVE logged (account, kind, target) AS (
                (SELECT account, kind, target FROM topic.delivery_attempts ORDER BY account, kind, target LIMIT 1)
                UNION ALL
                SELECT n.account, n.kind, n.target FROM logged l CROSS JOIN LATERAL (
                    SELECT account, kind, target FROM topic.delivery_attempts a
                    WHERE (a.account, a.kind, a.target) > (l.account, l.kind, l.target)
                    ORDER BY account, kind, target LIMIT 1) n)
            DELETE FROM topic.delivery_attempts WHERE ctid IN (
                SELECT a.ctid FROM logged l
                CROSS JOIN LATERAL (
                    SELECT sequence FROM topic.delivery_attempts k
                    WHERE k.account = l.account AND k.kind = l.kind AND k.target = l.target
                    ORDER BY sequence DESC OFFSET $1 LIMIT 1) last
                JOIN topic.delivery_attempts a ON a.account = l.account AND a.kind = l.kind AND a.target = l.target
                    AND a.sequence <= last.sequence
                LIMIT $2)""";

    /** Whoever begins to use one again has it locked and makes it new. */
    private static final String UNUSED_CONTENTS = """
            DELETE FROM topic.delivery_contents WHERE (account, id) IN (
                SELECT c.account, c.id FROM topic.delivery_contents c
                WHERE c.created_at < $1
                    AND NOT EXISTS (SELECT FROM topic.deliveries d WHERE d.account = c.account AND d.content = c.id)
                    AND NOT EXISTS (
                        SELECT FROM topic.delivery_attempts a WHERE a.account = c.account AND a.content = c.id)
                LIMIT $2 FOR UPDATE SKIP LOCKED)""";

    private static final String QUIET_TARGETS = """
            DELETE FROM topic.delivery_targets WHERE (account, kind, target) IN (
                SELECT t.account, t.kind, t.target FROM topic.delivery_targets t
                WHERE t.waiting = 0 AND t.changed_at < $1 AND t.next_due_at IS NULL AND t.disabled_at IS NULL
                    AND (t.next_slot_at IS NULL OR t.next_slot_at < $1)
                    AND (t.failing_since IS NULL OR t.changed_at < $2)
                LIMIT $3 FOR UPDATE SKIP LOCKED)""";

    private static final String BACKLOGS = """
            SELECT CASE WHEN given_up THEN 'given_up' WHEN lease IS NOT NULL THEN 'leased' WHEN due_at IS NULL THEN 'blocked'
                WHEN attempts > 0 THEN 'retrying' ELSE 'waiting' END AS state,
                count(*) AS deliveries, min(published_at) AS oldest
            FROM topic.deliveries GROUP BY 1""";

    private static final String TARGETS = """
            SELECT count(failing_since) AS failing, count(disabled_at) AS disabled FROM topic.delivery_targets""";

    private final Pool pool;
    private final AttemptLogSettings settings;
    private final Clock clock;
    private final AtomicBoolean running = new AtomicBoolean();

    DeliveryHousekeeping(Pool pool, AttemptLogSettings settings, Clock clock) {
        this.pool = pool;
        this.settings = settings;
        this.clock = clock;
    }

    /** Does all of it, unless that is being done; one that fails keeps the others from nothing, and the first failure is told. */
    Future<Void> run() {
        if (!running.compareAndSet(false, true)) {
            return Future.succeededFuture();
        }
        Instant now = clock.instant();
        return Future.join(List.of(
                        delete(
                                OLD_ATTEMPTS,
                                () -> before(now, settings.retention()).addInteger(ROWS),
                                ROWS),
                        delete(MANY_ATTEMPTS, () -> Tuple.of(settings.maxPerTarget(), ROWS), ROWS),
                        delete(UNUSED_CONTENTS, () -> before(now, UNUSED).addInteger(CONTENTS), CONTENTS),
                        delete(
                                QUIET_TARGETS,
                                () -> before(now, QUIET)
                                        .addOffsetDateTime(Columns.time(now.minus(FORGIVEN)))
                                        .addInteger(ROWS),
                                ROWS)))
                .<Void>mapEmpty()
                .timeout(PATIENCE.toMinutes(), TimeUnit.MINUTES)
                .onComplete(_ -> running.set(false));
    }

    /** How much there is. */
    Future<DeliveryMeters.Figures> figures() {
        return pool.query(BACKLOGS)
                .execute()
                .compose(backlogs -> pool.query(TARGETS).execute().map(targets -> {
                    Map<DeliveryMeters.State, DeliveryMeters.Backlog> states =
                            new EnumMap<>(DeliveryMeters.State.class);
                    backlogs.forEach(row -> states.put(
                            DeliveryMeters.State.valueOf(row.getString("state").toUpperCase(Locale.ROOT)),
                            new DeliveryMeters.Backlog(row.getLong("deliveries"), age(row))));
                    Row row = targets.iterator().next();
                    return new DeliveryMeters.Figures(states, row.getLong("failing"), row.getLong("disabled"));
                }));
    }

    private double age(Row row) {
        return Columns.instant(row, "oldest")
                .map(oldest ->
                        Math.max(0, Duration.between(oldest, clock.instant()).toMillis() / 1000.0))
                .orElse(0.0);
    }

    private Future<Void> delete(String statement, Supplier<Tuple> values, int most) {
        return OldRows.delete(pool, statement, values, most);
    }

    private static Tuple before(Instant now, Duration age) {
        return Tuple.tuple().addOffsetDateTime(Columns.time(now.minus(age)));
    }
}

package io.posthorn.topic.delivery;

import io.posthorn.platform.AccountId;
import io.posthorn.platform.secret.SecretException;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;

/** What an operator or a target's owner asks and does: attempts on record, sending again, disabled targets. */
public final class DeliveryOperations {
    /** The most attempts of one answer. */
    public static final int MAX_PAGE = 1_000;

    private static final int RESEND_BATCH = 100;

    private static final String ATTEMPTS = """
            SELECT sequence, delivery, attempt, at, result, status, reason, latency_ms, excerpt, resent_at
            FROM topic.delivery_attempts
            WHERE account = $1 AND kind = $2 AND target = $3 AND sequence < $4
                AND ($5::timestamptz IS NULL OR at >= $5) AND ($6::timestamptz IS NULL OR at < $6)
                AND ($7::text IS NULL OR result = $7)
            ORDER BY sequence DESC LIMIT $8""";

    private static final String ONE = """
            SELECT a.delivery, a.content, a.published_at, c.sealed FROM topic.delivery_attempts a
            JOIN topic.delivery_contents c ON c.account = a.account AND c.id = a.content
            WHERE a.account = $1 AND a.kind = $2 AND a.target = $3 AND a.delivery = $4 LIMIT 1""";

    private static final String BURIED = """
            SELECT DISTINCT ON (a.delivery) a.delivery, a.content, a.published_at, c.sealed FROM topic.delivery_attempts a
            JOIN topic.delivery_contents c ON c.account = a.account AND c.id = a.content
            WHERE a.account = $1 AND a.kind = $2 AND a.target = $3 AND a.result = 'buried' AND a.resent_at IS NULL
                AND a.at >= $4
            ORDER BY a.delivery LIMIT $5""";

    private static final String RESENT = """
            UPDATE topic.delivery_attempts SET resent_at = $5
            WHERE account = $1 AND kind = $2 AND target = $3 AND delivery = ANY ($4) AND resent_at IS NULL""";

    private static final String ENABLE = """
            UPDATE topic.delivery_targets SET disabled_at = NULL, failing_since = NULL, changed_at = $4
            WHERE account = $1 AND kind = $2 AND target = $3 AND disabled_at IS NOT NULL""";

    private static final String DISABLED = """
            SELECT account, kind, target, next_due_at, failing_since, disabled_at FROM topic.delivery_targets
            WHERE account = $1 AND disabled_at IS NOT NULL ORDER BY kind, target LIMIT $2""";

    private final Pool pool;
    private final ContentSeal seal;
    private final Clock clock;
    private final Function<Delivery, Future<Resent>> again;

    /** @param again puts a delivery on record, as one that waits */
    DeliveryOperations(Pool pool, ContentSeal seal, Clock clock, Function<Delivery, Future<Resent>> again) {
        this.pool = pool;
        this.seal = seal;
        this.clock = clock;
        this.again = again;
    }

    /** What became of the wish to send something again. */
    public enum Resent {
        /** It is on record, and is tried from the first attempt on. */
        DONE,
        /** Nothing is known of the delivery any more, or its target is gone. */
        UNKNOWN,
        /** Its target is disabled. */
        DISABLED,
        /** Too much waits for its target. */
        FULL
    }

    /**
     * Which attempts are asked for.
     *
     * @param before only those with a lower sequence: the last one's of the page before
     * @param limit at most so many, 1 to {@value #MAX_PAGE}
     */
    public record Query(
            Optional<Instant> since,
            Optional<Instant> until,
            Optional<LoggedAttempt.Result> result,
            long before,
            int limit) {
        public Query {
            if (limit < 1 || limit > MAX_PAGE) {
                throw new IllegalArgumentException("a page has 1 to " + MAX_PAGE + " attempts");
            }
        }
    }

    /**
     * A target that gets nothing.
     *
     * @param disabledAt since when
     */
    public record DisabledTarget(TargetKey target, Instant disabledAt) {}

    /** The attempts on record for {@code target}, the newest first. */
    public Future<List<LoggedAttempt>> attempts(TargetKey target, Query query) {
        Tuple tuple = key(target)
                .addLong(query.before())
                .addOffsetDateTime(Columns.time(query.since().orElse(null)))
                .addOffsetDateTime(Columns.time(query.until().orElse(null)))
                .addString(query.result().map(LoggedAttempt.Result::column).orElse(null))
                .addInteger(query.limit());
        return pool.preparedQuery(ATTEMPTS).execute(tuple).map(rows -> {
            List<LoggedAttempt> attempts = new ArrayList<>(rows.size());
            rows.forEach(row -> attempts.add(LoggedAttempt.of(row, excerpt -> {
                try {
                    return seal.openExcerpt(target, row.getUUID("delivery"), excerpt.getBytes());
                } catch (SecretException _) {
                    return "";
                }
            })));
            return attempts;
        });
    }

    /** Sends a delivery again of which an attempt is on record, whatever came of it. Order is for those that were not given up. */
    public Future<Resent> resend(TargetKey target, UUID delivery) {
        return pool.preparedQuery(ONE).execute(key(target).addUUID(delivery)).compose(rows -> {
            for (Row row : rows) {
                return again.apply(delivery(target, row))
                        .compose(resent -> resent == Resent.DONE
                                ? mark(target, List.of(delivery)).map(resent)
                                : Future.succeededFuture(resent));
            }
            return Future.succeededFuture(Resent.UNKNOWN);
        });
    }

    /**
     * Sends everything again that was given up since {@code since} and was not sent again yet, until the target takes no more.
     *
     * @return how many deliveries
     */
    public Future<Integer> resendFailed(TargetKey target, Instant since) {
        return resendFailed(target, since, 0);
    }

    private Future<Integer> resendFailed(TargetKey target, Instant since, int before) {
        Tuple tuple = key(target).addOffsetDateTime(Columns.time(since)).addInteger(RESEND_BATCH);
        return pool.preparedQuery(BURIED).execute(tuple).compose(rows -> {
            List<Delivery> found = new ArrayList<>(rows.size());
            rows.forEach(row -> found.add(delivery(target, row)));
            List<Future<Resent>> resent = found.stream().map(again).toList();
            return Future.join(resent).transform(_ -> {
                List<UUID> done = new ArrayList<>();
                for (int i = 0; i < found.size(); i++) {
                    if (resent.get(i).succeeded() && resent.get(i).result() == Resent.DONE) {
                        done.add(found.get(i).id());
                    }
                }
                boolean goesOn = done.size() == RESEND_BATCH;
                return mark(target, done)
                        .compose(_ -> goesOn
                                ? resendFailed(target, since, before + done.size())
                                : Future.succeededFuture(before + done.size()));
            });
        });
    }

    /** Lets a disabled target have deliveries again; whether it was one. Other replicas know within their next look. */
    public Future<Boolean> enable(TargetKey target) {
        return pool.preparedQuery(ENABLE)
                .execute(key(target).addOffsetDateTime(Columns.time(clock.instant())))
                .map(rows -> rows.rowCount() > 0);
    }

    /** The disabled targets of an account, {@value #MAX_PAGE} at most. */
    public Future<List<DisabledTarget>> disabled(AccountId account) {
        return pool.preparedQuery(DISABLED)
                .execute(Tuple.of(account.value(), MAX_PAGE))
                .map(rows -> {
                    List<DisabledTarget> targets = new ArrayList<>(rows.size());
                    rows.forEach(row -> targets.add(new DisabledTarget(
                            Columns.key(row),
                            Columns.instant(row, "disabled_at").orElseThrow())));
                    return targets;
                });
    }

    private Future<Void> mark(TargetKey target, List<UUID> deliveries) {
        return deliveries.isEmpty()
                ? Future.succeededFuture()
                : pool.preparedQuery(RESENT)
                        .execute(key(target)
                                .addArrayOfUUID(deliveries.toArray(UUID[]::new))
                                .addOffsetDateTime(Columns.time(clock.instant())))
                        .mapEmpty();
    }

    private Delivery delivery(TargetKey target, Row row) {
        return new Delivery(
                row.getUUID("delivery"),
                target,
                seal.open(
                        target.account(),
                        row.getUUID("content"),
                        row.getBuffer("sealed").getBytes()),
                Optional.empty(),
                Columns.instant(row, "published_at").orElseThrow(),
                Optional.of(clock.instant().truncatedTo(ChronoUnit.MICROS)));
    }

    private static Tuple key(TargetKey target) {
        return Tuple.of(target.account().value(), target.kind(), target.id());
    }
}

package io.posthorn.topic.delivery;

import io.posthorn.platform.AccountId;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.ToIntFunction;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Leases due deliveries in one transaction: first the targets that have some, then of each as many as there are places for
 * it. However many deliveries wait for a target, those of no other are looked for among them.
 */
final class DeliveryClaim {
    /** Whoever changes a target's rows has it locked: those are passed over, and not waited for. */
    private static final String DUE = """
            SELECT t.account, t.kind, t.target, t.next_due_at, t.pace_nanos FROM topic.delivery_targets t
            WHERE (t.failing_since IS NULL) = $1 AND t.next_due_at <= $2
                AND (t.account, t.kind, t.target) NOT IN (
                    SELECT * FROM unnest($3::text[], $4::text[], $5::uuid[]))
                AND t.account <> ALL ($6::text[])
            ORDER BY t.next_due_at LIMIT $7 FOR UPDATE SKIP LOCKED""";

    static final String LEASE = """
            UPDATE topic.deliveries d
            SET lease = gen_random_uuid(), due_at = $5, first_attempt_at = coalesce(d.first_attempt_at, $6)
            WHERE d.ctid = ANY (ARRAY(
                SELECT p.ctid FROM unnest($1::text[], $2::text[], $3::uuid[], $4::int[]) AS w (account, kind, target, places)
                CROSS JOIN LATERAL (
                    SELECT n.ctid FROM topic.deliveries n
                    WHERE n.account = w.account AND n.kind = w.kind AND n.target = w.target AND n.due_at <= $6
                    ORDER BY n.due_at LIMIT w.places) p))
            RETURNING d.account, d.kind, d.target, d.id, d.content, d.group_key, d."position", d.published_at,
                d.first_attempt_at, d.attempts, d.lease, d.given_up, d.last_refused, d.last_status, d.last_reason, d.resent_at""";

    private static final String NEXT = """
            UPDATE topic.delivery_targets t SET next_slot_at = w.next_slot_at, next_due_at = (
                SELECT greatest(d.due_at, w.next_slot_at) FROM topic.deliveries d
                WHERE d.account = t.account AND d.kind = t.kind AND d.target = t.target AND d.due_at IS NOT NULL
                ORDER BY d.due_at LIMIT 1)
            FROM unnest($1::text[], $2::text[], $3::uuid[], $4::timestamptz[]) AS w (account, kind, target, next_slot_at)
            WHERE t.account = w.account AND t.kind = w.kind AND t.target = w.target
            RETURNING t.account, t.kind, t.target, t.next_due_at, t.failing_since, t.disabled_at""";

    private static final String EARLIEST = """
            SELECT min(next_due_at) AS earliest FROM (
                (SELECT next_due_at FROM topic.delivery_targets
                WHERE (failing_since IS NULL) = true AND next_due_at > $1 ORDER BY next_due_at LIMIT 1)
                UNION ALL
                (SELECT next_due_at FROM topic.delivery_targets
                WHERE (failing_since IS NULL) = false AND next_due_at > $1 ORDER BY next_due_at LIMIT 1)) f""";

    private static final String CONTENTS = """
            SELECT c.account, c.id, c.sealed FROM topic.delivery_contents c
            JOIN unnest($1::text[], $2::uuid[]) AS w (account, id) ON c.account = w.account AND c.id = w.id""";

    private final SqlConnection connection;
    private final Instant now;
    private final DeliveryLimits limits;

    DeliveryClaim(SqlConnection connection, DeliveryLimits limits, Instant now) {
        this.connection = connection;
        this.limits = limits;
        this.now = now;
    }

    /**
     * What may be claimed.
     *
     * @param all how many deliveries
     * @param full targets that nothing may be claimed for
     * @param places how many for a target
     * @param any what holds for all targets together
     * @param unwell what holds besides for those that are not well
     */
    record Wish(int all, List<TargetKey> full, ToIntFunction<TargetKey> places, Shares any, Shares unwell) {}

    /**
     * How accounts share places.
     *
     * @param places how many there are for all
     * @param fullAccounts accounts for whose targets nothing may be claimed
     * @param ofAccount how many for an account's targets together
     */
    record Shares(int places, List<AccountId> fullAccounts, ToIntFunction<AccountId> ofAccount) {
        /** What holds when {@code other} does as well. */
        Shares and(Shares other) {
            return new Shares(
                    Math.min(places, other.places),
                    Stream.concat(fullAccounts.stream(), other.fullAccounts.stream())
                            .distinct()
                            .toList(),
                    account -> Math.min(ofAccount.applyAsInt(account), other.ofAccount.applyAsInt(account)));
        }
    }

    /**
     * What was claimed.
     *
     * @param rows as the table has them, without their contents
     * @param standings how the targets that had something due stand now
     * @param earliest when something is due next, of any target; asked only when nothing was due
     */
    record Result(List<Row> rows, List<Standing> standings, Optional<Instant> earliest) {}

    /**
     * A target that has something due.
     *
     * @param since when its first could have begun: its pace's slots are counted from then
     * @param pace how far apart they are, or nothing
     */
    private record Due(TargetKey target, Instant since, Duration pace) {
        static Due of(Row row, Instant now) {
            return new Due(
                    Columns.key(row),
                    Columns.instant(row, "next_due_at").orElse(now),
                    Duration.ofNanos(row.getLong("pace_nanos")));
        }

        /** How many slots there are by now. */
        int slots(Instant now) {
            return pace.isPositive()
                    ? (int) Math.min(
                            Integer.MAX_VALUE, 1 + Duration.between(since, now).dividedBy(pace))
                    : Integer.MAX_VALUE;
        }

        /** The slot that comes after {@code taken}. */
        @Nullable
        Instant next(int taken) {
            return pace.isPositive() ? since.plus(pace.multipliedBy(taken)) : null;
        }
    }

    Future<Result> claim(Wish wish) {
        Map<Due, Integer> shares = new LinkedHashMap<>();
        // Those that are not well come first: they have half of all places at most, so the others have the rest.
        Shares ofUnwell = wish.any().and(wish.unwell());
        int mostUnwell = Math.min(ofUnwell.places(), wish.all());
        return due(false, mostUnwell, ofUnwell, wish)
                .compose(unwell -> {
                    share(unwell, mostUnwell, ofUnwell, wish, shares);
                    return due(true, wish.all() - taken(shares), wish.any(), wish);
                })
                .compose(well -> {
                    share(well, wish.all() - taken(shares), wish.any(), wish, shares);
                    return shares.isEmpty() ? earliest() : lease(shares);
                });
    }

    private Future<Result> earliest() {
        return connection
                .preparedQuery(EARLIEST)
                .execute(Tuple.of(Columns.time(now)))
                .map(rows -> new Result(
                        List.of(), List.of(), Columns.instant(rows.iterator().next(), "earliest")));
    }

    private static int taken(Map<Due, Integer> shares) {
        return shares.values().stream().mapToInt(Integer::intValue).sum();
    }

    private Future<List<Due>> due(boolean well, int most, Shares accounts, Wish wish) {
        if (most < 1) {
            return Future.succeededFuture(List.of());
        }
        Tuple tuple = Tuple.of(well, Columns.time(now));
        Tuple full = Columns.keys(wish.full());
        for (int i = 0; i < full.size(); i++) {
            tuple.addValue(full.getValue(i));
        }
        return connection
                .preparedQuery(DUE)
                .execute(tuple.addArrayOfString(accounts.fullAccounts().stream()
                                .map(AccountId::value)
                                .toArray(String[]::new))
                        .addInteger(Math.min(most, limits.maxClaim())))
                .map(rows -> {
                    List<Due> due = new ArrayList<>(rows.size());
                    rows.forEach(row -> due.add(Due.of(row, now)));
                    return due;
                });
    }

    private void share(List<Due> due, int most, Shares accounts, Wish wish, Map<Due, Integer> shares) {
        int left = Math.min(most, limits.maxClaim());
        Map<AccountId, Integer> ofAccounts = new HashMap<>();
        shares.forEach((each, share) -> ofAccounts.merge(each.target().account(), share, Integer::sum));
        for (Due each : due) {
            TargetKey key = each.target();
            int ofAccount = accounts.ofAccount().applyAsInt(key.account()) - ofAccounts.getOrDefault(key.account(), 0);
            int places = Math.min(wish.places().applyAsInt(key), each.slots(now));
            int share = Math.min(Math.min(left, ofAccount), places);
            if (share > 0) {
                shares.put(each, share);
                ofAccounts.merge(key.account(), share, Integer::sum);
                left -= share;
            }
        }
    }

    private Future<Result> lease(Map<Due, Integer> shares) {
        List<Due> due = List.copyOf(shares.keySet());
        List<TargetKey> keys = due.stream().map(Due::target).toList();
        Tuple tuple = Columns.keys(keys)
                .addArrayOfInteger(shares.values().toArray(Integer[]::new))
                .addOffsetDateTime(Columns.time(now.plus(limits.lease())))
                .addOffsetDateTime(Columns.time(now));
        return connection.preparedQuery(LEASE).execute(tuple).compose(rows -> {
            List<Row> leased = new ArrayList<>(rows.size());
            Map<TargetKey, Integer> taken = new HashMap<>();
            for (Row row : rows) {
                leased.add(row);
                taken.merge(Columns.key(row), 1, Integer::sum);
            }
            return connection
                    .preparedQuery(NEXT)
                    .execute(Columns.keys(keys)
                            .addArrayOfOffsetDateTime(
                                    Columns.times(due, each -> each.next(taken.getOrDefault(each.target(), 0)))))
                    .map(targets -> {
                        List<Standing> standings = new ArrayList<>();
                        targets.forEach(row -> standings.add(Standing.of(row)));
                        return new Result(leased, standings, Optional.empty());
                    });
        });
    }

    /** The sealed contents of what was claimed, by account and id; those that are missing are missing. */
    static Future<Map<String, byte[]>> contents(SqlConnection connection, List<Row> rows) {
        Set<String> seen = new TreeSet<>();
        List<Row> first = rows.stream().filter(row -> seen.add(contentKey(row))).toList();
        Tuple tuple = Tuple.tuple()
                .addArrayOfString(
                        first.stream().map(row -> row.getString("account")).toArray(String[]::new))
                .addArrayOfUUID(
                        first.stream().map(row -> row.getUUID("content")).toArray(UUID[]::new));
        return connection.preparedQuery(CONTENTS).execute(tuple).map(found -> {
            Map<String, byte[]> contents = new HashMap<>();
            found.forEach(row -> contents.put(
                    row.getString(0) + "/" + row.getUUID(1), row.getBuffer(2).getBytes()));
            return contents;
        });
    }

    static String contentKey(Row row) {
        return row.getString("account") + "/" + row.getUUID("content");
    }
}

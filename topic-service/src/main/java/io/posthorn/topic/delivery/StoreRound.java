package io.posthorn.topic.delivery;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Writes many changes in one transaction. Its targets are locked first, in one order, so whatever else is read and written of
 * them holds; the statements are as many however many the changes are.
 */
final class StoreRound {
    private static final Comparator<TargetKey> IN_ORDER = Comparator.comparing(
                    (TargetKey key) -> key.account().value())
            .thenComparing(TargetKey::kind)
            .thenComparing(TargetKey::id);

    private final SqlConnection connection;
    private final ContentSeal seal;
    private final DeliveryLimits limits;
    private final List<Change> changes;
    private final Instant now;
    private final Map<TargetKey, LockedTarget> targets = new TreeMap<>(IN_ORDER);
    private final Change.@Nullable Written[] written;
    private final Set<GroupKey> groups = new LinkedHashSet<>();
    private int forgotten;

    StoreRound(SqlConnection connection, ContentSeal seal, DeliveryLimits limits, List<Change> changes, Instant now) {
        this.connection = connection;
        this.seal = seal;
        this.limits = limits;
        this.changes = changes;
        this.now = now;
        this.written = new Change.Written[changes.size()];
    }

    /** Which delivery of which target. */
    private record RowKey(TargetKey target, UUID id) {
        static RowKey of(Delivery delivery) {
            return new RowKey(delivery.target(), delivery.id());
        }

        static RowKey of(Row row) {
            return new RowKey(Columns.key(row), row.getUUID(3));
        }
    }

    /** A group of a target's. */
    private record GroupKey(TargetKey target, String group) {}

    /** An action of some kind and the number of its change. */
    private record Numbered<A>(int index, Change change, A action) {}

    /**
     * What a round did.
     *
     * @param written for each change
     * @param standings how its targets stand now
     * @param disabled those that were disabled by it
     * @param forgotten how many deliveries went with their targets
     */
    record Result(List<Change.Written> written, List<Standing> standings, List<TargetKey> disabled, int forgotten) {}

    Future<Result> write() {
        List<TargetKey> keys =
                changes.stream().map(Change::target).distinct().sorted(IN_ORDER).toList();
        return execute(RoundSql.LOCK, Columns.keys(keys).addOffsetDateTime(Columns.time(now)))
                .compose(rows -> {
                    rows.forEach(row -> targets.put(Columns.key(row), LockedTarget.of(row)));
                    targets.values().forEach(target -> target.keep(target.pace(), now));
                    changes.forEach(this::learn);
                    return turnAway();
                })
                .compose(_ -> insert())
                .compose(_ -> remove())
                .compose(_ -> reschedule())
                .compose(_ -> forget())
                .compose(_ -> promote())
                .compose(_ -> finish());
    }

    private void learn(Change change) {
        LockedTarget target = target(change.target());
        target.learn(change.health(), now, limits);
        change.pace().ifPresent(pace -> target.keep(pace, now));
    }

    private LockedTarget target(TargetKey key) {
        return Objects.requireNonNull(targets.get(key));
    }

    /** Turns deliveries away that are new to a target which gets nothing, or has too many already. */
    private Future<Void> turnAway() {
        Map<TargetKey, Integer> room = new HashMap<>();
        List<Numbered<Change.Insert>> away = new ArrayList<>();
        for (Numbered<Change.Insert> insert : actions(Change.Insert.class)) {
            TargetKey key = insert.change().target();
            LockedTarget target = target(key);
            int left = room.computeIfAbsent(key, _ -> limits.maxWaiting() - target.waiting());
            if (insert.action().isFresh() && (target.isDisabled() || left < 1)) {
                away.add(insert);
            } else {
                room.put(key, left - 1);
            }
        }
        if (away.isEmpty()) {
            return Future.succeededFuture();
        }
        List<Delivery> deliveries =
                away.stream().map(each -> each.action().delivery()).toList();
        return execute(RoundSql.THERE, rows(deliveries)).map(rows -> {
            // What is there already stays there.
            Set<RowKey> there = rowKeys(rows);
            for (Numbered<Change.Insert> each : away) {
                if (!there.contains(RowKey.of(each.action().delivery()))) {
                    written[each.index()] =
                            target(each.change().target()).isDisabled() ? Change.Written.DISABLED : Change.Written.FULL;
                }
            }
            return null;
        });
    }

    private Future<Void> insert() {
        List<Numbered<Change.Insert>> inserts = actions(Change.Insert.class).stream()
                .filter(each -> written[each.index()] == null)
                .toList();
        if (inserts.isEmpty()) {
            return Future.succeededFuture();
        }
        return execute(
                        RoundSql.CONTENTS,
                        seal.columns(
                                inserts.stream()
                                        .map(each -> each.action().delivery())
                                        .toList(),
                                now))
                .compose(_ -> execute(RoundSql.INSERT, insertTuple(inserts)))
                .map(rows -> {
                    Set<RowKey> inserted = rowKeys(rows);
                    for (Numbered<Change.Insert> each : inserts) {
                        Change.Insert insert = each.action();
                        RowKey row = RowKey.of(insert.delivery());
                        boolean isNew = inserted.remove(row);
                        written[each.index()] =
                                isNew || insert.lease().isEmpty() ? Change.Written.DONE : Change.Written.STALE;
                        if (isNew) {
                            target(row.target()).waits(1);
                            group(insert.delivery());
                        }
                    }
                    return null;
                });
    }

    private void group(Delivery delivery) {
        delivery.order().ifPresent(order -> groups.add(new GroupKey(delivery.target(), order.group())));
    }

    private static Tuple insertTuple(List<Numbered<Change.Insert>> inserts) {
        List<Delivery> deliveries =
                inserts.stream().map(each -> each.action().delivery()).toList();
        List<Progress> progress =
                inserts.stream().map(each -> each.action().progress()).toList();
        return rows(deliveries)
                .addArrayOfUUID(Columns.uuids(deliveries, each -> each.content().id()))
                .addArrayOfString(Columns.texts(
                        deliveries,
                        each -> each.order().map(Delivery.Order::group).orElse(null)))
                .addArrayOfLong(deliveries.stream()
                        .map(each -> each.order().map(Delivery.Order::position).orElse(null))
                        .toArray(Long[]::new))
                .addArrayOfOffsetDateTime(Columns.times(deliveries, Delivery::publishedAt))
                .addArrayOfOffsetDateTime(
                        Columns.times(progress, each -> each.firstAttemptAt().orElse(null)))
                .addArrayOfInteger(Columns.integers(progress, Progress::attempts))
                .addArrayOfOffsetDateTime(Columns.times(
                        inserts,
                        // Of a group it becomes known when all of it is there.
                        each -> each.action().delivery().order().isPresent()
                                ? null
                                : each.action().dueAt()))
                .addArrayOfUUID(
                        Columns.uuids(inserts, each -> each.action().lease().orElse(null)))
                .addArrayOfBoolean(Columns.booleans(progress, Progress::givenUp))
                .addArrayOfBoolean(Columns.booleans(progress, StoreRound::refused))
                .addArrayOfInteger(Columns.integers(progress, StoreRound::status))
                .addArrayOfString(Columns.texts(progress, StoreRound::reason))
                .addArrayOfOffsetDateTime(
                        Columns.times(deliveries, each -> each.resentAt().orElse(null)));
    }

    private Future<Void> remove() {
        List<Numbered<Change.Remove>> removals = actions(Change.Remove.class);
        if (removals.isEmpty()) {
            return Future.succeededFuture();
        }
        Tuple tuple = rows(removals.stream()
                        .map(each -> each.action().delivery())
                        .toList())
                .addArrayOfUUID(Columns.uuids(removals, each -> each.action().lease()));
        return execute(RoundSql.REMOVE, tuple).map(rows -> {
            Set<RowKey> removed = rowKeys(rows);
            for (Numbered<Change.Remove> each : removals) {
                RowKey row = RowKey.of(each.action().delivery());
                if (removed.remove(row)) {
                    written[each.index()] = Change.Written.DONE;
                    target(row.target()).waits(-1);
                    group(each.action().delivery());
                } else {
                    written[each.index()] = Change.Written.STALE;
                }
            }
            return null;
        });
    }

    private Future<Void> reschedule() {
        List<Numbered<Change.Reschedule>> retries = actions(Change.Reschedule.class);
        if (retries.isEmpty()) {
            return Future.succeededFuture();
        }
        List<Progress> progress =
                retries.stream().map(each -> each.action().progress()).toList();
        Tuple tuple = rows(retries.stream()
                        .map(each -> each.action().delivery())
                        .toList())
                .addArrayOfUUID(Columns.uuids(retries, each -> each.action().lease()))
                .addArrayOfOffsetDateTime(
                        Columns.times(progress, each -> each.firstAttemptAt().orElse(null)))
                .addArrayOfInteger(Columns.integers(progress, Progress::attempts))
                .addArrayOfOffsetDateTime(
                        Columns.times(retries, each -> each.action().dueAt()))
                .addArrayOfBoolean(Columns.booleans(progress, Progress::givenUp))
                .addArrayOfBoolean(Columns.booleans(progress, StoreRound::refused))
                .addArrayOfInteger(Columns.integers(progress, StoreRound::status))
                .addArrayOfString(Columns.texts(progress, StoreRound::reason));
        return execute(RoundSql.RESCHEDULE, tuple).map(rows -> {
            Set<RowKey> done = rowKeys(rows);
            retries.forEach(each -> written[each.index()] =
                    done.contains(RowKey.of(each.action().delivery())) ? Change.Written.DONE : Change.Written.STALE);
            return null;
        });
    }

    private Future<Void> forget() {
        List<Numbered<Change.Forget>> gone = actions(Change.Forget.class);
        if (gone.isEmpty()) {
            return Future.succeededFuture();
        }
        List<TargetKey> keys =
                gone.stream().map(each -> each.change().target()).distinct().toList();
        return execute(RoundSql.FORGET, Columns.keys(keys)).map(rows -> {
            forgotten = rows.rowCount();
            keys.forEach(key -> target(key).forget());
            gone.forEach(each -> written[each.index()] = Change.Written.DONE);
            return null;
        });
    }

    /** Makes the first of each group due that lost its first or is new. */
    private Future<Void> promote() {
        if (groups.isEmpty()) {
            return Future.succeededFuture();
        }
        List<GroupKey> keys = List.copyOf(groups);
        Tuple tuple = Columns.keys(keys.stream().map(GroupKey::target).toList())
                .addArrayOfString(Columns.texts(keys, GroupKey::group));
        return execute(RoundSql.HEADS, tuple).compose(rows -> {
            List<RowKey> heads = List.copyOf(rowKeys(rows));
            return heads.isEmpty()
                    ? Future.succeededFuture()
                    : execute(
                                    RoundSql.DUE,
                                    Columns.keys(heads.stream()
                                                    .map(RowKey::target)
                                                    .toList())
                                            .addArrayOfUUID(Columns.uuids(heads, RowKey::id))
                                            .addOffsetDateTime(Columns.time(now)))
                            .mapEmpty();
        });
    }

    private Future<Result> finish() {
        actions(Change.Note.class).forEach(each -> written[each.index()] = Change.Written.DONE);
        List<LockedTarget> states = List.copyOf(targets.values());
        Tuple tuple = Columns.keys(targets.keySet())
                .addArrayOfInteger(Columns.integers(states, LockedTarget::waiting))
                .addArrayOfLong(
                        states.stream().map(each -> each.pace().toNanos()).toArray(Long[]::new))
                .addArrayOfOffsetDateTime(Columns.times(states, LockedTarget::nextSlotAt))
                .addArrayOfOffsetDateTime(Columns.times(states, LockedTarget::failingSince))
                .addArrayOfOffsetDateTime(Columns.times(states, LockedTarget::disabledAt));
        return execute(RoundSql.TARGETS, tuple).map(rows -> {
            List<Standing> standings = new ArrayList<>();
            rows.forEach(row -> standings.add(Standing.of(row)));
            List<TargetKey> disabled = new ArrayList<>(0);
            targets.forEach((key, target) -> {
                if (target.wasDisabledNow()) {
                    disabled.add(key);
                }
            });
            return new Result(List.of(written), standings, disabled, forgotten);
        });
    }

    private <A extends Change.Action> List<Numbered<A>> actions(Class<A> type) {
        List<Numbered<A>> actions = new ArrayList<>();
        for (int i = 0; i < changes.size(); i++) {
            Change change = changes.get(i);
            if (type.isInstance(change.action())) {
                actions.add(new Numbered<>(i, change, type.cast(change.action())));
            }
        }
        return actions;
    }

    private static Tuple rows(List<Delivery> deliveries) {
        return Columns.keys(deliveries.stream().map(Delivery::target).toList())
                .addArrayOfUUID(Columns.uuids(deliveries, Delivery::id));
    }

    private static Set<RowKey> rowKeys(RowSet<Row> rows) {
        Set<RowKey> keys = new HashSet<>();
        rows.forEach(row -> keys.add(RowKey.of(row)));
        return keys;
    }

    private static boolean refused(Progress progress) {
        return progress.last().map(Progress.Last::refused).orElse(false);
    }

    private static @Nullable Integer status(Progress progress) {
        OptionalInt status = progress.last().map(Progress.Last::status).orElse(OptionalInt.empty());
        return status.isPresent() ? status.getAsInt() : null;
    }

    private static @Nullable String reason(Progress progress) {
        return progress.last().map(Progress.Last::reason).orElse(null);
    }

    private Future<RowSet<Row>> execute(String sql, Tuple tuple) {
        return connection.preparedQuery(sql).execute(tuple);
    }
}

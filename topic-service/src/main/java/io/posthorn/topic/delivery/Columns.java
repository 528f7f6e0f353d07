package io.posthorn.topic.delivery;

import io.posthorn.platform.AccountId;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Values as columns, and arrays of them. */
final class Columns {
    private Columns() {}

    /** A tuple whose first three arrays are keys. */
    static Tuple keys(Collection<TargetKey> keys) {
        Tuple tuple = Tuple.tuple();
        tuple.addArrayOfString(keys.stream().map(key -> key.account().value()).toArray(String[]::new));
        tuple.addArrayOfString(keys.stream().map(TargetKey::kind).toArray(String[]::new));
        tuple.addArrayOfUUID(keys.stream().map(TargetKey::id).toArray(UUID[]::new));
        return tuple;
    }

    static <T> UUID[] uuids(List<T> rows, Function<T, @Nullable UUID> column) {
        return rows.stream().map(column).toArray(UUID[]::new);
    }

    static <T> String[] texts(List<T> rows, Function<T, @Nullable String> column) {
        return rows.stream().map(column).toArray(String[]::new);
    }

    static <T> Integer[] integers(List<T> rows, Function<T, @Nullable Integer> column) {
        return rows.stream().map(column).toArray(Integer[]::new);
    }

    static <T> Boolean[] booleans(List<T> rows, Function<T, Boolean> column) {
        return rows.stream().map(column).toArray(Boolean[]::new);
    }

    static <T> OffsetDateTime[] times(List<T> rows, Function<T, @Nullable Instant> column) {
        return rows.stream().map(row -> time(column.apply(row))).toArray(OffsetDateTime[]::new);
    }

    static @Nullable OffsetDateTime time(@Nullable Instant instant) {
        return instant == null ? null : instant.atOffset(ZoneOffset.UTC);
    }

    /** The key in the first three columns. */
    static TargetKey key(Row row) {
        return new TargetKey(new AccountId(row.getString(0)), row.getString(1), row.getUUID(2));
    }

    static Optional<Instant> instant(Row row, String column) {
        return Optional.ofNullable(row.getOffsetDateTime(column)).map(OffsetDateTime::toInstant);
    }
}

package io.posthorn.topic.delivery;

import io.vertx.sqlclient.Row;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;

/**
 * A delivery that this replica has leased.
 *
 * @param delivery what is delivered
 */
record Claimed(Delivery delivery, UUID lease, Progress progress) {
    static Claimed of(Row row, Content content) {
        String group = row.getString("group_key");
        String reason = row.getString("last_reason");
        Integer status = row.getInteger("last_status");
        return new Claimed(
                new Delivery(
                        row.getUUID("id"),
                        Columns.key(row),
                        content,
                        group == null
                                ? Optional.empty()
                                : Optional.of(new Delivery.Order(group, row.getLong("position"))),
                        Objects.requireNonNull(row.getOffsetDateTime("published_at"))
                                .toInstant(),
                        Columns.instant(row, "resent_at")),
                row.getUUID("lease"),
                new Progress(
                        row.getInteger("attempts"),
                        Optional.ofNullable(row.getOffsetDateTime("first_attempt_at"))
                                .map(OffsetDateTime::toInstant),
                        row.getBoolean("given_up"),
                        reason == null
                                ? Optional.empty()
                                : Optional.of(new Progress.Last(
                                        row.getBoolean("last_refused"),
                                        status == null ? OptionalInt.empty() : OptionalInt.of(status),
                                        reason))));
    }

    /** When its first attempt began: now, when this is it. */
    Instant firstAttemptAt(Instant now) {
        return progress.firstAttemptAt().orElse(now);
    }
}

package io.posthorn.topic.delivery;

import io.vertx.sqlclient.Row;
import java.time.Instant;
import java.util.Optional;

/**
 * How a target stands on record.
 *
 * @param nextDueAt when the first of its deliveries is due
 * @param failingSince when it failed first after it was well last
 * @param disabledAt since when it gets nothing
 */
record Standing(
        TargetKey target, Optional<Instant> nextDueAt, Optional<Instant> failingSince, Optional<Instant> disabledAt) {
    static Standing of(Row row) {
        return new Standing(
                Columns.key(row),
                Columns.instant(row, "next_due_at"),
                Columns.instant(row, "failing_since"),
                Columns.instant(row, "disabled_at"));
    }
}

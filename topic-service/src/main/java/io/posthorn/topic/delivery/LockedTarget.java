package io.posthorn.topic.delivery;

import io.vertx.sqlclient.Row;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A target's row while a transaction has it locked. */
final class LockedTarget {
    private int waiting;
    private Duration pace;
    private @Nullable Instant nextSlotAt;
    private @Nullable Instant failingSince;
    private @Nullable Instant disabledAt;
    private boolean disabledNow;

    LockedTarget(
            int waiting,
            Duration pace,
            @Nullable Instant nextSlotAt,
            @Nullable Instant failingSince,
            @Nullable Instant disabledAt) {
        this.waiting = waiting;
        this.pace = pace;
        this.nextSlotAt = nextSlotAt;
        this.failingSince = failingSince;
        this.disabledAt = disabledAt;
    }

    static LockedTarget of(Row row) {
        return new LockedTarget(
                row.getInteger("waiting"),
                Duration.ofNanos(row.getLong("pace_nanos")),
                Columns.instant(row, "next_slot_at").orElse(null),
                Columns.instant(row, "failing_since").orElse(null),
                Columns.instant(row, "disabled_at").orElse(null));
    }

    /** Takes in how an attempt went; a target that fails for too long is disabled. */
    void learn(Change.Health health, Instant now, DeliveryLimits limits) {
        switch (health) {
            case UNKNOWN -> {}
            case WELL -> failingSince = null;
            case FAILING -> {
                Instant since = failingSince;
                if (since == null) {
                    failingSince = now;
                } else if (disabledAt == null && isTooLong(since, now, limits)) {
                    disabledAt = now;
                    disabledNow = true;
                }
            }
        }
    }

    private static boolean isTooLong(Instant since, Instant now, DeliveryLimits limits) {
        return limits.disableAfter()
                .map(after -> Duration.between(since, now).compareTo(after) >= 0)
                .orElse(false);
    }

    /** Its attempts are so far apart from now on; the next slot is no further away than that. */
    void keep(Duration pace, Instant now) {
        this.pace = pace;
        Instant furthest = now.plus(pace);
        if (!pace.isPositive()) {
            nextSlotAt = null;
        } else if (nextSlotAt != null && nextSlotAt.isAfter(furthest)) {
            nextSlotAt = furthest;
        }
    }

    /** So many more deliveries wait. */
    void waits(int more) {
        waiting += more;
    }

    void forget() {
        waiting = 0;
        pace = Duration.ZERO;
        nextSlotAt = null;
        failingSince = null;
        disabledAt = null;
        disabledNow = false;
    }

    int waiting() {
        return waiting;
    }

    boolean isDisabled() {
        return disabledAt != null;
    }

    boolean wasDisabledNow() {
        return disabledNow;
    }

    Duration pace() {
        return pace;
    }

    @Nullable
    Instant nextSlotAt() {
        return nextSlotAt;
    }

    @Nullable
    Instant failingSince() {
        return failingSince;
    }

    @Nullable
    Instant disabledAt() {
        return disabledAt;
    }
}

package io.posthorn.topic.delivery;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * A change of what is on record of a target's deliveries.
 *
 * @param pace how far apart attempts are on average, which is nothing when as many as come may be made; empty when it is not
 *     known
 */
record Change(TargetKey target, Optional<Duration> pace, Health health, Action action) {
    /** What was learnt of the target. */
    enum Health {
        UNKNOWN,
        WELL,
        FAILING
    }

    /** What became of a change. */
    enum Written {
        DONE,
        /** Somebody else has the delivery. */
        STALE,
        /** Too many deliveries wait for the target; this one is on record nowhere. */
        FULL,
        /** The target is disabled; the delivery is on record nowhere. */
        DISABLED
    }

    /** What is written. */
    sealed interface Action {}

    /**
     * A delivery that waits, or is under way when it has a lease.
     *
     * @param dueAt when it is to be tried or, under way, when its lease ends
     */
    record Insert(Delivery delivery, Progress progress, Optional<UUID> lease, Instant dueAt) implements Action {
        /** Whether nothing was tried yet, so that it may be turned away. */
        boolean isFresh() {
            return progress.firstAttemptAt().isEmpty() && lease.isEmpty();
        }
    }

    /** A delivery that is done. */
    record Remove(Delivery delivery, UUID lease) implements Action {}

    /** A delivery that waits again. */
    record Reschedule(Delivery delivery, UUID lease, Progress progress, Instant dueAt) implements Action {}

    /** Nothing but the target's health. */
    record Note() implements Action {}

    /** The target is gone, and all its deliveries with it. */
    record Forget() implements Action {}
}

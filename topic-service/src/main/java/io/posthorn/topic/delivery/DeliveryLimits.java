package io.posthorn.topic.delivery;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/**
 * What one replica takes on, and how long it waits.
 *
 * @param maxUnderWay how many attempts may be under way, to targets that are not well at most half of them
 * @param maxBytes how many bytes of contents may be in memory for them; more of them than one claim reads are not begun
 * @param unwellPlaces how many attempts may be under way to a target that is not well
 * @param quiet after how long without an answer a target that is being tried is not well
 * @param patience how long an attempt without a row may take before it gets one
 * @param attempt how long an attempt may take: its kind's own deadline
 * @param leaseMargin how much longer than an attempt its row is leased; replicas' clocks must be closer than that
 * @param look how often is looked for what other replicas have left
 * @param grace how long attempts may go on when the engine stops
 * @param maxRound how many changes are written in one transaction
 * @param maxClaim how many deliveries are claimed in one transaction
 * @param maxWaiting how many deliveries may wait for a target; more are buried
 * @param disableAfter after failing for how long without a success a target is disabled; never when empty
 * @param attemptLog what of attempts is recorded
 */
public record DeliveryLimits(
        int maxUnderWay,
        long maxBytes,
        int unwellPlaces,
        Duration quiet,
        Duration patience,
        Duration attempt,
        Duration leaseMargin,
        Duration look,
        Duration grace,
        int maxRound,
        int maxClaim,
        int maxWaiting,
        Optional<Duration> disableAfter,
        AttemptLogSettings attemptLog) {
    /** For most replicas. */
    public static final DeliveryLimits DEFAULT = new DeliveryLimits(
            1_000,
            64L * 1024 * 1024,
            4,
            Duration.ofSeconds(1),
            Duration.ofMillis(150),
            Duration.ofSeconds(15),
            Duration.ofSeconds(5),
            Duration.ofSeconds(1),
            Duration.ofSeconds(5),
            500,
            100,
            100_000,
            Optional.empty(),
            AttemptLogSettings.DEFAULT);

    public DeliveryLimits {
        Objects.requireNonNull(disableAfter);
        Objects.requireNonNull(attemptLog);
        if (maxUnderWay < 2 || maxBytes < 1 || unwellPlaces < 1 || maxRound < 1 || maxClaim < 1 || maxWaiting < 1) {
            throw new IllegalArgumentException("there is room for some deliveries");
        }
        if (!quiet.isPositive()
                || !patience.isPositive()
                || !attempt.isPositive()
                || !leaseMargin.isPositive()
                || !look.isPositive()
                || grace.isNegative()) {
            throw new IllegalArgumentException("intervals are longer than nothing");
        }
    }

    /** How long a row is leased for an attempt. */
    Duration lease() {
        return attempt.plus(leaseMargin);
    }
}

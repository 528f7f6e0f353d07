package io.posthorn.topic.delivery;

import java.time.Duration;
import java.util.Objects;

/**
 * What of attempts is recorded, and for how long.
 *
 * @param recorded which attempts
 * @param retention how long
 * @param maxPerTarget how many of a target, the newest ones
 */
public record AttemptLogSettings(Recorded recorded, Duration retention, int maxPerTarget) {
    /** Failures, for a day, a thousand of each target. */
    public static final AttemptLogSettings DEFAULT =
            new AttemptLogSettings(Recorded.FAILURES, Duration.ofHours(24), 1_000);

    public AttemptLogSettings {
        Objects.requireNonNull(recorded);
        if (!retention.isPositive() || maxPerTarget < 1) {
            throw new IllegalArgumentException("what is recorded is kept for some time");
        }
    }

    /** Which attempts are recorded. */
    public enum Recorded {
        OFF,
        /** Those that failed, were refused or turned away. */
        FAILURES,
        ALL
    }
}

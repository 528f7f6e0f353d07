package io.posthorn.topic.delivery;

import java.time.Duration;
import java.util.Optional;

/** When a delivery that failed is tried again. Pure. */
public interface RetrySchedule {
    /**
     * How long after the failure before it a retry comes, without jitter; empty when there is no such retry.
     *
     * @param retry from 0
     */
    Optional<Duration> delayBefore(int retry);

    /** The shortest and the longest that the delay may become by jitter; both the delay itself when it is not jittered. */
    Range jitterOf(int retry);

    /** How long after the first attempt began the last may begin. */
    Duration maxAge();

    /**
     * @param min the shortest, not negative
     * @param max the longest, not shorter
     */
    record Range(Duration min, Duration max) {
        public Range {
            if (min.isNegative() || max.compareTo(min) < 0) {
                throw new IllegalArgumentException("a range goes from the shorter to the longer");
            }
        }
    }
}

package io.posthorn.signer.throttle;

import java.util.concurrent.atomic.AtomicLong;

/**
 * A token bucket kept as one number: the instant at which it would be full again. Taking a token moves that instant by
 * one interval; when it would be further away than a whole burst, there was no token. Thread-safe without a lock.
 */
final class TokenBucket {
    private final long intervalNanos;
    private final long burstNanos;
    private final AtomicLong fullAt;

    TokenBucket(Rate rate, long nowNanos) {
        this.intervalNanos = Math.max(1, Math.round(1e9 / rate.perSecond()));
        this.burstNanos = Math.multiplyExact(intervalNanos, rate.burst());
        this.fullAt = new AtomicLong(nowNanos);
    }

    /** Takes a token at {@code nowNanos} of a clock that never goes back; false when there is none. */
    boolean tryTake(long nowNanos) {
        while (true) {
            long before = fullAt.get();
            // a difference, since such clocks may wrap around
            long start = before - nowNanos > 0 ? before : nowNanos;
            long after = start + intervalNanos;
            if (after - nowNanos > burstNanos) {
                return false;
            }
            if (fullAt.compareAndSet(before, after)) {
                return true;
            }
        }
    }

    /** Whether it is full at {@code nowNanos}: then a new one would do as well. */
    boolean isFull(long nowNanos) {
        return fullAt.get() - nowNanos <= 0;
    }
}

package io.posthorn.platform.log;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Lets what happens often be logged once in a while: the first time at once, and then once in each interval with how
 * often it happened meanwhile. Thread-safe.
 */
public final class Occasionally {
    /** What {@link #happened} answers when nothing is to be logged. */
    public static final long SILENT = 0;

    private final long intervalNanos;
    private final AtomicLong unsaid = new AtomicLong();
    private final AtomicLong silentUntil;

    /**
     * @param interval at most one line in each
     * @param nowNanos the time by a clock that never goes back, as of now
     */
    public Occasionally(Duration interval, long nowNanos) {
        this.intervalNanos = interval.toNanos();
        this.silentUntil = new AtomicLong(nowNanos);
    }

    /**
     * It happened once more.
     *
     * @param nowNanos the time by the clock of the constructor
     * @return how often it happened since the last line, this time included; {@link #SILENT} when there is to be no line now
     */
    public long happened(long nowNanos) {
        unsaid.incrementAndGet();
        long until = silentUntil.get();
        if (nowNanos - until < 0 || !silentUntil.compareAndSet(until, nowNanos + intervalNanos)) {
            return SILENT;
        }
        return unsaid.getAndSet(0);
    }
}

package io.posthorn.topic.delivery;

/**
 * When something may be done that takes as long as there is much of it: never twice at the same time, and in a small part of all
 * time. Pure; for one thread.
 */
final class Unhurried {
    /** Between two runs are at least so many times as long as the one before took. */
    private static final int REST = 20;

    private boolean busy;
    private boolean rests;
    private long beganAt;
    private long restsUntil;

    /** Whether it may begin; if so, {@link #end} is to be called. */
    boolean begin(long nanos) {
        if (busy || (rests && nanos - restsUntil < 0)) {
            return false;
        }
        busy = true;
        beganAt = nanos;
        return true;
    }

    /** What {@link #begin} allowed is over, well or not. */
    void end(long nanos) {
        busy = false;
        rests = true;
        restsUntil = nanos + REST * (nanos - beganAt);
    }
}

package io.posthorn.bench.backlog;

/** The longest call, and the longest time in which nobody received anything. For many threads. */
final class Pauses {
    private long lastReceive;
    private long longestCall;
    private long longestGap;

    /** Begins at {@code now}, by {@link System#nanoTime}. */
    Pauses(long now) {
        lastReceive = now;
    }

    synchronized void received(long began, long ended) {
        longestCall = Math.max(longestCall, ended - began);
        longestGap = Math.max(longestGap, ended - lastReceive);
        lastReceive = Math.max(lastReceive, ended);
    }

    synchronized long longestCall() {
        return longestCall;
    }

    synchronized long longestGap() {
        return longestGap;
    }
}

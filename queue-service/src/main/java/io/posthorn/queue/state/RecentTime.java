package io.posthorn.queue.state;

/** A sum of milliseconds in which what is a minute old counts half. */
final class RecentTime {

    private static final double HALF_LIFE_MILLIS = 60_000;

    private double sum;
    private long at;

    void add(long millis, long now) {
        if (millis > 0) {
            sum = millis(now) + millis;
            at = Math.max(at, now);
        }
    }

    double millis(long now) {
        return sum == 0 || now <= at ? sum : sum * Math.pow(0.5, (now - at) / HALF_LIFE_MILLIS);
    }
}

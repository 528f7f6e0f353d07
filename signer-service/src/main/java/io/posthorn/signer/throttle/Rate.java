package io.posthorn.signer.throttle;

/**
 * How often something may happen.
 *
 * @param perSecond how many a second in the long run; 0 for no limit
 * @param burst how many at once after a rest, at least 1
 */
public record Rate(double perSecond, int burst) {
    /** No limit. */
    public static final Rate UNLIMITED = new Rate(0, 1);

    private static final double MAX_BURST = 1_000_000;

    public Rate {
        if (perSecond < 0 || !Double.isFinite(perSecond)) {
            throw new IllegalArgumentException("a rate is 0 (no limit) or more a second");
        }
        if (burst < 1) {
            throw new IllegalArgumentException("a burst is at least 1");
        }
    }

    /** As many a second, and a second's at once. */
    static Rate each(double perSecond) {
        return new Rate(perSecond, (int) Math.clamp(perSecond, 1, MAX_BURST));
    }

    boolean isUnlimited() {
        return perSecond == 0;
    }
}

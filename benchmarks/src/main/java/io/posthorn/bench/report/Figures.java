package io.posthorn.bench.report;

import java.time.Duration;
import java.util.Locale;

/** Figures as a person reads them. */
public final class Figures {
    private Figures() {}

    /** A rate: whole, with thousands apart. */
    public static String rate(double perSecond) {
        return String.format(Locale.ROOT, "%,.0f", perSecond);
    }

    /** A ratio. */
    public static String ratio(double ratio) {
        return String.format(Locale.ROOT, "%.2f×", ratio);
    }

    /** A latency in milliseconds. */
    public static String millis(Duration latency) {
        return String.format(Locale.ROOT, "%.2f", latency.toNanos() / 1e6);
    }

    /** How many cores worked for {@code spent} of processor time in {@code elapsed}. */
    public static String cores(Duration spent, Duration elapsed) {
        return String.format(Locale.ROOT, "%.2f", (double) spent.toNanos() / elapsed.toNanos());
    }
}

package io.posthorn.bench.load;

import java.time.Duration;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/** What one thread counts. */
final class Tally {
    /** Longer than any wait for an answer. */
    private static final long MAX_LATENCY = Duration.ofMinutes(2).toNanos();

    private final Histogram latencies = new Histogram(MAX_LATENCY, 3);
    private final long from;
    private final long until;
    private long rounds;
    private long requests;
    private long errors;
    private @Nullable String firstError;

    /** A tally of what ends in this window of {@link System#nanoTime}; errors count at any time. */
    Tally(long from, long until) {
        this.from = from;
        this.until = until;
    }

    void round(long began, long ended) {
        if (ended - from < 0) {
            return;
        }
        // a round that began in the window and ends behind it was slow: it must show
        latencies.recordValue(Math.min(ended - began, MAX_LATENCY));
        if (ended - until < 0) {
            rounds++;
        }
    }

    void request(long ended) {
        if (ended - from >= 0 && ended - until < 0) {
            requests++;
        }
    }

    void error(String text) {
        errors++;
        if (firstError == null) {
            firstError = text;
        }
    }

    long rounds() {
        return rounds;
    }

    long requests() {
        return requests;
    }

    long errors() {
        return errors;
    }

    @Nullable
    String firstError() {
        return firstError;
    }

    Histogram latencies() {
        return latencies;
    }
}

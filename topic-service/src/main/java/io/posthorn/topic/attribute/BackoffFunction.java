package io.posthorn.topic.attribute;

import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * How delays grow between the phases of shortest and of longest delays. The service names the curves and fixes their ends;
 * what lies between is: a straight line, the sum of a series, a geometric series, powers of two.
 */
public enum BackoffFunction {
    LINEAR,
    ARITHMETIC,
    GEOMETRIC,
    EXPONENTIAL;

    private static final Map<String, BackoffFunction> BY_NAME =
            Stream.of(values()).collect(Collectors.toUnmodifiableMap(BackoffFunction::wireName, Function.identity()));

    private static final double MILLIS = 1000.0;

    /** The function called {@code wireName}; case matters. */
    public static Optional<BackoffFunction> named(String wireName) {
        return Optional.ofNullable(BY_NAME.get(wireName));
    }

    /** The name in a policy. */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * The delay before retry {@code index} of the {@code count} that back off, to the millisecond: from {@code min} before
     * the first to {@code max} before the last, never falling. A single one has {@code min}.
     *
     * @param min the shortest delay, in seconds, at least 1
     * @param max the longest delay, in seconds, at least {@code min}
     * @param index from 0 to {@code count - 1}
     */
    public Duration delay(int min, int max, int index, int count) {
        if (min < 1 || max < min || index < 0 || index >= count) {
            throw new IllegalArgumentException("no retry of the back-off phase");
        }
        return Duration.ofMillis(Math.round(seconds(min, max, index, count - 1) * MILLIS));
    }

    private double seconds(double min, double max, int index, int last) {
        if (index == 0) {
            return min;
        }
        if (index == last) {
            return max;
        }
        double risen =
                switch (this) {
                    case LINEAR -> (double) index / last;
                    case ARITHMETIC -> (double) index * (index + 1) / ((double) last * (last + 1));
                    case GEOMETRIC -> (min * Math.pow(max / min, (double) index / last) - min) / (max - min);
                    case EXPONENTIAL -> (Math.pow(2, index) - 1) / (Math.pow(2, last) - 1);
                };
        return max == min ? min : min + (max - min) * risen;
    }
}

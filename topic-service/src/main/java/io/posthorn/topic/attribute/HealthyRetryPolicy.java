package io.posthorn.topic.attribute;

import java.time.Duration;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.Set;

/**
 * When a delivery by HTTP is tried again. Retries come in four phases: without delay, with the shortest delay, backing off
 * from the shortest to the longest, and with the longest; the third has what the other three leave of {@code numRetries}.
 * All delays together are at most {@link #MAX_TOTAL}.
 *
 * @param minDelayTarget the shortest delay, in seconds, 1 to {@code maxDelayTarget}
 * @param maxDelayTarget the longest delay, in seconds, to 3600
 * @param numRetries how many retries there are in all, 0 to 100
 * @param numMaxDelayRetries how many of them come last, with the longest delay
 * @param numNoDelayRetries how many of them come first, at once
 * @param numMinDelayRetries how many of them come then, with the shortest delay
 * @param backoffFunction how the delays of the others grow
 */
public record HealthyRetryPolicy(
        int minDelayTarget,
        int maxDelayTarget,
        int numRetries,
        int numMaxDelayRetries,
        int numNoDelayRetries,
        int numMinDelayRetries,
        BackoffFunction backoffFunction) {
    /** In seconds. */
    private static final int MAX_DELAY = 3600;

    /** The longest delay, and the longest that all delays take together. */
    public static final Duration MAX_TOTAL = Duration.ofSeconds(MAX_DELAY);

    /** What holds where nobody says otherwise: three retries, 20 s apart. */
    public static final HealthyRetryPolicy DEFAULT = new HealthyRetryPolicy(20, 20, 3, 0, 0, 0, BackoffFunction.LINEAR);

    private static final int MAX_RETRIES = 100;
    private static final Set<String> FIELDS = Set.of(
            "minDelayTarget",
            "maxDelayTarget",
            "numRetries",
            "numMaxDelayRetries",
            "numNoDelayRetries",
            "numMinDelayRetries",
            "backoffFunction");

    /**
     * Checks ranges and what the fields must be to each other.
     *
     * @throws IllegalArgumentException whose message begins with the name of the field at fault
     */
    public HealthyRetryPolicy {
        Objects.requireNonNull(backoffFunction);
        require("minDelayTarget", minDelayTarget, 1, MAX_DELAY);
        require("maxDelayTarget", maxDelayTarget, 1, MAX_DELAY);
        require("numRetries", numRetries, 0, MAX_RETRIES);
        require("numNoDelayRetries", numNoDelayRetries, 0, MAX_RETRIES);
        require("numMinDelayRetries", numMinDelayRetries, 0, MAX_RETRIES);
        require("numMaxDelayRetries", numMaxDelayRetries, 0, MAX_RETRIES);
        if (minDelayTarget > maxDelayTarget) {
            throw new IllegalArgumentException("maxDelayTarget must be greater than or equal to minDelayTarget");
        }
        int inPhases = numNoDelayRetries + numMinDelayRetries + numMaxDelayRetries;
        if (inPhases > numRetries) {
            throw new IllegalArgumentException("numRetries must be greater than or equal to the sum of"
                    + " numNoDelayRetries, numMinDelayRetries and numMaxDelayRetries");
        }
        Duration total = Duration.ofSeconds((long) numMinDelayRetries * minDelayTarget)
                .plusSeconds((long) numMaxDelayRetries * maxDelayTarget);
        int backingOff = numRetries - inPhases;
        for (int i = 0; i < backingOff; i++) {
            total = total.plus(backoffFunction.delay(minDelayTarget, maxDelayTarget, i, backingOff));
        }
        if (total.compareTo(MAX_TOTAL) > 0) {
            throw new IllegalArgumentException(
                    "numRetries must be so few that all delays together do not exceed " + MAX_DELAY + " seconds");
        }
    }

    /** Reads the fields that are given; the others are those of {@link #DEFAULT}. Fails with InvalidParameter. */
    static HealthyRetryPolicy read(PolicyFields fields) {
        fields.requireOnly(FIELDS);
        BackoffFunction function = fields.text("backoffFunction")
                .map(name -> BackoffFunction.named(name)
                        .orElseThrow(() -> fields.refusedMember(
                                "backoffFunction must be one of linear, arithmetic," + " geometric, exponential")))
                .orElse(DEFAULT.backoffFunction);
        OptionalInt min = fields.integer("minDelayTarget");
        OptionalInt max = fields.integer("maxDelayTarget");
        OptionalInt retries = fields.integer("numRetries");
        OptionalInt last = fields.integer("numMaxDelayRetries");
        OptionalInt first = fields.integer("numNoDelayRetries");
        OptionalInt second = fields.integer("numMinDelayRetries");
        try {
            return new HealthyRetryPolicy(
                    min.orElse(DEFAULT.minDelayTarget),
                    max.orElse(DEFAULT.maxDelayTarget),
                    retries.orElse(DEFAULT.numRetries),
                    last.orElse(DEFAULT.numMaxDelayRetries),
                    first.orElse(DEFAULT.numNoDelayRetries),
                    second.orElse(DEFAULT.numMinDelayRetries),
                    function);
        } catch (IllegalArgumentException outOfRange) {
            throw fields.refusedMember(Objects.requireNonNull(outOfRange.getMessage()));
        }
    }

    /** How many retries back off. */
    public int numBackoffRetries() {
        return numRetries - numNoDelayRetries - numMinDelayRetries - numMaxDelayRetries;
    }

    /**
     * How long after the failure before it a retry comes, without jitter.
     *
     * @param retry from 0 to {@code numRetries - 1}
     */
    public Duration delayBefore(int retry) {
        Objects.checkIndex(retry, numRetries);
        int index = retry - numNoDelayRetries;
        if (index < 0) {
            return Duration.ZERO;
        }
        index -= numMinDelayRetries;
        if (index < 0) {
            return Duration.ofSeconds(minDelayTarget);
        }
        return index < numBackoffRetries()
                ? backoffFunction.delay(minDelayTarget, maxDelayTarget, index, numBackoffRetries())
                : Duration.ofSeconds(maxDelayTarget);
    }

    /** Whether the retry is one of those that back off, whose delay may be jittered. */
    public boolean backsOffBefore(int retry) {
        int index = retry - numNoDelayRetries - numMinDelayRetries;
        return index >= 0 && index < numBackoffRetries();
    }

    /** The policy's JSON with every field, in the service's order. */
    String json() {
        return "{\"minDelayTarget\":" + minDelayTarget
                + ",\"maxDelayTarget\":" + maxDelayTarget
                + ",\"numRetries\":" + numRetries
                + ",\"numMaxDelayRetries\":" + numMaxDelayRetries
                + ",\"numNoDelayRetries\":" + numNoDelayRetries
                + ",\"numMinDelayRetries\":" + numMinDelayRetries
                + ",\"backoffFunction\":\"" + backoffFunction.wireName() + "\"}";
    }

    private static void require(String field, int value, int min, int max) {
        if (value < min) {
            throw new IllegalArgumentException(field + " must be greater than or equal to " + min);
        }
        if (value > max) {
            throw new IllegalArgumentException(field + " must be less than or equal to " + max);
        }
    }
}

package io.posthorn.topic.delivery;

import java.util.OptionalInt;

/** A target as it is now. */
public interface Target {
    TargetKey key();

    /** When a delivery that failed is tried again. */
    RetrySchedule retries();

    /** How many deliveries it takes in a second on average, at least 1; more wait their turn. Empty for as many as come. */
    OptionalInt maxPerSecond();

    /** How many deliveries may be under way to it from one replica, at least 1. */
    int maxConcurrent();
}

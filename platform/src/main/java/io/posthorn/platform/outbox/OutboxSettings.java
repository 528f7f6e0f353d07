package io.posthorn.platform.outbox;

import java.time.Duration;

/**
 * How a relay works.
 *
 * @param batch the most records of one round, 1 to 10000
 * @param batchBytes the most payload of one round, so that a round fits into memory; one record always goes
 * @param poll how long it sleeps when there is nothing to do and nobody nudges it
 * @param maxBackoff the longest pause after failures in a row
 * @param statementTimeout how long PostgreSQL may take for one answer
 */
public record OutboxSettings(int batch, int batchBytes, Duration poll, Duration maxBackoff, Duration statementTimeout) {
    /** For most services. */
    public static final OutboxSettings DEFAULT = new OutboxSettings(
            500, 16 * 1024 * 1024, Duration.ofMillis(500), Duration.ofSeconds(5), Duration.ofSeconds(10));

    public OutboxSettings {
        if (batch < 1 || batch > 10_000 || batchBytes < 1) {
            throw new IllegalArgumentException("a batch has 1 to 10000 records and some bytes");
        }
        if (!poll.isPositive() || !maxBackoff.isPositive() || !statementTimeout.isPositive()) {
            throw new IllegalArgumentException("intervals are longer than nothing");
        }
    }
}

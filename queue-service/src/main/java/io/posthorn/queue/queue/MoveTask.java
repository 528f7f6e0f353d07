package io.posthorn.queue.queue;

import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A task that takes messages out of a dead-letter queue.
 *
 * @param id the task's id, a UUID
 * @param source the dead-letter queue
 * @param destination where its messages go; empty for the queue that each is a dead letter of
 * @param maxPerSecond how many messages it moves in a second at the most, 1 to 500; empty for as fast as it can
 * @param status how far it is
 * @param moved how many messages it has moved
 * @param toMove how many messages the source had when the task started
 * @param failureReason why it failed, as a query error code
 * @param startedAt when it started
 */
public record MoveTask(
        String id,
        QueueKey source,
        Optional<QueueKey> destination,
        OptionalInt maxPerSecond,
        Status status,
        long moved,
        long toMove,
        Optional<String> failureReason,
        Instant startedAt) {
    public MoveTask {
        Objects.requireNonNull(id);
        Objects.requireNonNull(source);
        Objects.requireNonNull(destination);
        Objects.requireNonNull(maxPerSecond);
        Objects.requireNonNull(status);
        Objects.requireNonNull(failureReason);
        Objects.requireNonNull(startedAt);
    }

    /**
     * How far a task is: {@code RUNNING → COMPLETED | FAILED | CANCELLING → CANCELLED}.
     */
    public enum Status {
        RUNNING,
        COMPLETED,
        CANCELLING,
        CANCELLED,
        FAILED
    }
}

package io.posthorn.queue.queue;

import io.smallrye.mutiny.Uni;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** The tasks that take messages out of dead-letter queues. What has been moved stays moved, whatever becomes of its task. */
public interface MoveTasks {
    /**
     * Starts a task; of the same source one at a time. The caller has checked that the queues exist and go together.
     *
     * @param destination empty for the queue that each message is a dead letter of
     */
    Uni<StartResult> start(QueueKey source, Optional<QueueKey> destination, OptionalInt maxPerSecond);

    /** The latest {@code limit} tasks of {@code source}, newest first. */
    Uni<List<MoveTask>> list(QueueKey source, int limit);

    /** Asks a task to stop. */
    Uni<CancelResult> cancel(QueueKey source, String taskId);

    /** What became of a start. */
    sealed interface StartResult {
        /** The task runs. */
        record Started(MoveTask task) implements StartResult {}

        /** Another task of the same source runs. */
        record AlreadyRunning() implements StartResult {}

        /** The account has as many tasks running as it may: 100. */
        record TooMany() implements StartResult {}
    }

    /** What became of a cancel. */
    sealed interface CancelResult {
        /** The task stops. */
        record Cancelling(long moved) implements CancelResult {}

        /** There is no such task of that source. */
        record Missing() implements CancelResult {}

        /** The task has ended already. */
        record NotRunning() implements CancelResult {}
    }
}

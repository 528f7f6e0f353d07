package io.posthorn.queue.state;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The figures of a queue at one moment. Exact but for messages that outlived their retention and wait for {@link QueueState#tick}.
 *
 * @param visible ApproximateNumberOfMessages; on FIFO messages behind one in flight count here (behaviour 39)
 * @param inFlight ApproximateNumberOfMessagesNotVisible
 * @param delayed ApproximateNumberOfMessagesDelayed
 * @param pending accepted, but not durable yet: in none of the other figures
 * @param oldestSentAt when the oldest message was sent, leaving out (standard) those received three times or more; absent if none
 * @param groupsInFlight ApproximateNumberOfGroupsWithInflightMessages; 0 on standard
 * @param noisyGroups ApproximateNumberOfNoisyGroups of a fair queue; 0 on FIFO
 * @param quiet what of this is not of the noisy groups of a fair queue; all of it on FIFO
 * @param waiters long polls waiting
 */
public record Counts(
        int visible,
        int inFlight,
        int delayed,
        int pending,
        @Nullable Instant oldestSentAt,
        int groupsInFlight,
        int noisyGroups,
        Quiet quiet,
        int waiters) {

    /**
     * The messages of quiet groups and those without a group.
     *
     * @param visible ApproximateNumberOfMessagesVisibleInQuietGroups
     * @param inFlight ApproximateNumberOfMessagesNotVisibleInQuietGroups
     * @param delayed ApproximateNumberOfMessagesDelayedInQuietGroups
     * @param oldestSentAt as that of all; of messages that came from other queues only nearly the oldest
     */
    public record Quiet(
            int visible,
            int inFlight,
            int delayed,
            @Nullable Instant oldestSentAt) {}
}

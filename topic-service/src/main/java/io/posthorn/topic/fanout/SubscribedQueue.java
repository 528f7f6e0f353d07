package io.posthorn.topic.fanout;

import io.posthorn.platform.event.QueueDelivery;
import io.posthorn.topic.topic.SubscriptionKey;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * A confirmed subscription of a queue, as the fan-out needs it.
 *
 * @param queue where its messages go
 * @param raw whether they go there without an envelope
 * @param deadLetterQueue where they go when the queue does not take them
 * @param confirmedAt what was published before is not for it
 * @param replay what it gets again, on topics with an archive
 */
record SubscribedQueue(
        SubscriptionKey key,
        QueueDelivery.Target queue,
        boolean raw,
        Optional<QueueDelivery.Target> deadLetterQueue,
        Instant confirmedAt,
        Optional<Replay> replay) {
    SubscribedQueue {
        Objects.requireNonNull(key);
        Objects.requireNonNull(queue);
        Objects.requireNonNull(deadLetterQueue);
        Objects.requireNonNull(confirmedAt);
        Objects.requireNonNull(replay);
    }

    /**
     * A replay of what the archive holds.
     *
     * @param number which one of the subscription's
     * @param from what was published from then on
     * @param until what was published up to then; empty: everything, and then what comes
     * @param ended whether all partitions are done
     */
    record Replay(int number, Instant from, Optional<Instant> until, boolean ended) {}
}

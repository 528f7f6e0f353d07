package io.posthorn.queue.state;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What a message brings along from the queue that it was moved from (behaviour 23: a standard dead-letter queue keeps SentTimestamp
 * and goes on counting receives).
 *
 * @param sentAt SentTimestamp, and the start of retention; absent means the time of its arrival here (redrive). A FIFO
 *     queue starts anew at the arrival and ignores it
 * @param receiveCount receives elsewhere. They show in ApproximateReceiveCount but do not count towards this queue's
 *     maxReceiveCount, so that a queue which is its own dead-letter queue does not move a message for ever
 * @param firstReceived ApproximateFirstReceiveTimestamp; absent means that of the first receive here
 */
public record History(
        @Nullable Instant sentAt,
        int receiveCount,
        @Nullable Instant firstReceived) {

    public History {
        if (receiveCount < 0) {
            throw new IllegalArgumentException("receiveCount must not be negative: " + receiveCount);
        }
    }
}

package io.posthorn.queue.engine;

import io.posthorn.queue.state.NewMessage;

/** What a queue says to a delivery. */
sealed interface Reception {
    /** It takes this message. */
    record Taken(NewMessage message) implements Reception {}

    /** It does not take it. */
    record Refused(Refusal why) implements Reception {}

    /** Why a queue does not take a delivery. */
    enum Refusal {
        /** There is no such queue. */
        NO_QUEUE,
        /** Its policy does not let the service send. */
        POLICY,
        /** The message is longer than the queue's MaximumMessageSize. */
        SIZE,
        /** The message lacks the group or deduplication id that a FIFO queue needs, or has more attributes than any takes. */
        CONTENT
    }
}

package io.posthorn.queue.state;

import java.util.List;

/** What a receive got. */
public sealed interface Received {

    /** No message is available, or the wait is over. */
    Messages EMPTY = new Messages(List.of());

    /** The messages that the caller now holds, in the order of delivery; empty if none is available. */
    record Messages(List<Lease> leases) implements Received {
        public Messages {
            leases = List.copyOf(leases);
        }
    }

    /**
     * A standard queue has as many messages in flight as it may. A short poll answers with the error OverLimit; a long poll waits
     * (park it) and ends empty. A FIFO queue never says this.
     */
    record OverLimit() implements Received {}
}

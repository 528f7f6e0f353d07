package io.posthorn.queue.queue;

import java.util.List;

/** What a receive got, in time. */
public sealed interface ReceiveResult {
    /** The messages that the caller now holds, in the order of delivery; none if the wait ended without. */
    record Messages(List<ReceivedMessage> messages) implements ReceiveResult {
        /** No message in time. */
        public static final Messages NONE = new Messages(List.of());

        public Messages {
            messages = List.copyOf(messages);
        }
    }

    /** A short poll of a standard queue that has as many messages in flight as it may. */
    record OverLimit() implements ReceiveResult {}
}

package io.posthorn.it.history;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One call, as the client that made it saw it. Bodies name messages: each send has one of its own. */
public sealed interface Call {

    String queue();

    Span span();

    Outcome outcome();

    /**
     * @param body unlike that of any other send
     * @param group MessageGroupId; FIFO only
     * @param deduplicationId MessageDeduplicationId; FIFO only
     * @param messageId what the answer said, if there was one
     */
    record Send(
            String queue,
            Span span,
            Outcome outcome,
            String body,
            @Nullable String group,
            @Nullable String deduplicationId,
            @Nullable String messageId)
            implements Call {}

    /**
     * @param visibility for how long the messages are this client's
     * @param deliveries in the order of the answer; empty unless acknowledged
     */
    record Receive(String queue, Span span, Outcome outcome, Duration visibility, List<Delivery> deliveries)
            implements Call {
        public Receive {
            deliveries = List.copyOf(deliveries);
        }
    }

    /** A delete of one message with the handle of one of its deliveries. */
    record Delete(String queue, Span span, Outcome outcome, String handle) implements Call {}

    /** A change of one message's visibility, counted from the call. */
    record ChangeVisibility(String queue, Span span, Outcome outcome, String handle, Duration timeout)
            implements Call {}

    /**
     * One message of a receive.
     *
     * @param body names the send
     * @param handle unlike that of any other delivery
     * @param group MessageGroupId, if it has one
     */
    record Delivery(String body, String handle, @Nullable String group) {}
}

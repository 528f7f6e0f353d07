package io.posthorn.queue.queue;

import io.posthorn.queue.state.Lease;
import io.posthorn.queue.state.Payload;
import java.util.Objects;

/**
 * A message that a consumer now holds.
 *
 * @param lease who it is, what to delete it with and how often it was received
 * @param payload its body and stored attributes as they were sent: unsealed
 */
public record ReceivedMessage(Lease lease, Payload payload) {
    public ReceivedMessage {
        Objects.requireNonNull(lease);
        Objects.requireNonNull(payload);
    }
}

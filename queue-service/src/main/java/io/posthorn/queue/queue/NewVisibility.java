package io.posthorn.queue.queue;

import io.posthorn.queue.state.ReceiptHandle;
import java.time.Duration;
import java.util.Objects;

/**
 * A change of how long a received message stays hidden.
 *
 * @param handle what the consumer holds
 * @param timeout from now on, 0 to 12 hours; zero shows the message at once
 * @param onlyInFlight whether a message that is visible again is left as it is, rather than hidden again
 */
public record NewVisibility(ReceiptHandle handle, Duration timeout, boolean onlyInFlight) {
    public NewVisibility {
        Objects.requireNonNull(handle);
        Objects.requireNonNull(timeout);
    }
}

package io.posthorn.queue.state;

/**
 * Bounds of what one queue holds in memory.
 *
 * @param inFlight received messages that are neither deleted nor visible again; the API's contract says about 120,000
 * @param waiters long polls that may wait at once
 * @param receiveAttempts ReceiveRequestAttemptIds that are remembered at once; the oldest goes first
 * @param window messages of the backlog: on standard those visible and never received, on FIFO all, among which groups are looked
 *     for; the API's contract says the first 120,000
 */
public record StateLimits(int inFlight, int waiters, int receiveAttempts, int window) {

    public static final StateLimits DEFAULT = new StateLimits(120_000, 10_000, 20_000, 120_000);

    public StateLimits {
        if (inFlight < 1 || waiters < 0 || receiveAttempts < 1 || window < 1) {
            throw new IllegalArgumentException("limits must be positive");
        }
    }
}

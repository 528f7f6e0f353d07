package io.posthorn.queue.state;

/**
 * What a tick did.
 *
 * @param expired messages that were dropped because their retention is over
 * @param more true if more is due than one tick may do: tick again soon
 */
public record Tick(int expired, boolean more) {}

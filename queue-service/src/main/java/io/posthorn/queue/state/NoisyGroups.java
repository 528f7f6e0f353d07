package io.posthorn.queue.state;

/**
 * The noisy tenants of a fair queue together.
 *
 * @param groups how many there are
 * @param visible their visible messages
 * @param inFlight their messages in flight
 * @param delayed their delayed messages
 */
record NoisyGroups(int groups, int visible, int inFlight, int delayed) {
    static final NoisyGroups NONE = new NoisyGroups(0, 0, 0, 0);
}

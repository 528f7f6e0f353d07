package io.posthorn.queue.state;

import java.time.Instant;

/**
 * What the journal remembers of a message's latest receive, written behind.
 *
 * @param sequence the message
 * @param receiveCount ApproximateReceiveCount; also the ordinal of the latest receipt handle
 * @param firstReceived ApproximateFirstReceiveTimestamp
 * @param visibleAt when the message is visible again
 * @param leaseEpoch epoch of the owner that issued the latest receipt handle
 * @param leasedAt when the latest receipt handle was issued; the 12 hours of visibility count from here
 */
public record LeaseRecord(
        long sequence, int receiveCount, Instant firstReceived, Instant visibleAt, long leaseEpoch, Instant leasedAt) {}

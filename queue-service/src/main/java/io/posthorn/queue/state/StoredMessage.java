package io.posthorn.queue.state;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A message as the journal stores it, without its payload. Times are kept to the millisecond.
 *
 * @param sequence see {@link Sequence}
 * @param id the MessageId
 * @param size bytes that count towards the limits
 * @param sentAt SentTimestamp; retention counts from here
 * @param acceptedAt when this queue accepted it; equals {@code sentAt} unless the message brought that along from another queue
 * @param visibleAt end of its delay or of its latest lease
 * @param groupId MessageGroupId
 * @param deduplicationId MessageDeduplicationId, or the hash that stood in for it
 * @param receiveCount ApproximateReceiveCount, receives elsewhere included; also the ordinal of the latest receipt handle
 * @param receivedElsewhere how many of these receives happened in other queues
 * @param firstReceived ApproximateFirstReceiveTimestamp
 * @param leaseEpoch epoch of the owner that issued the latest receipt handle; 0 if there was none
 * @param leasedAt when the latest receipt handle was issued
 */
public record StoredMessage(
        long sequence,
        MessageId id,
        int size,
        Instant sentAt,
        Instant acceptedAt,
        Instant visibleAt,
        @Nullable String groupId,
        @Nullable String deduplicationId,
        int receiveCount,
        int receivedElsewhere,
        @Nullable Instant firstReceived,
        long leaseEpoch,
        @Nullable Instant leasedAt) {

    /** This message as it is after a lease record was written to its row. */
    public StoredMessage with(LeaseRecord lease) {
        return new StoredMessage(
                sequence,
                id,
                size,
                sentAt,
                acceptedAt,
                lease.visibleAt(),
                groupId,
                deduplicationId,
                lease.receiveCount(),
                receivedElsewhere,
                lease.firstReceived(),
                lease.leaseEpoch(),
                lease.leasedAt());
    }
}

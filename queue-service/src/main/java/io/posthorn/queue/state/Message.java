package io.posthorn.queue.state;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What is in memory of one message: 120 bytes, plus a {@link Receipt} once it was received. It carries its own links and positions
 * in the structures that order it, so that taking it out of any of them needs no search. Times are epoch milliseconds.
 */
final class Message {

    /** What the latest receive left behind. */
    static final class Receipt {
        long firstReceived;
        long leasedAt;
        long epoch;
        /** Whether it waits to be written behind. */
        boolean unwritten;

        Receipt(long firstReceived) {
            this.firstReceived = firstReceived;
        }
    }

    /** Receives after which a standard message goes to the back and no longer counts as the oldest. */
    static final int WORN_RECEIVES = 3;

    final long sequence;
    final long sentAt;
    private final long acceptedAt;
    private final long idHigh;
    private final long idLow;
    final int size;
    final int receivedElsewhere;
    final @Nullable MessageGroup group;
    final @Nullable String deduplicationId;

    MessageState state = MessageState.PENDING;
    /** Whether {@link Backlog} counts it as visible and never received here. */
    boolean fresh;

    long visibleAt;
    int receiveCount;

    @Nullable
    Receipt receipt;

    /** Links of a {@link Chain}. */
    @Nullable
    Message previous;

    @Nullable
    Message next;

    /** Links and position of {@link AgeOrder}. */
    @Nullable
    Message older;

    @Nullable
    Message younger;

    /** Links of {@link QuietAges}. */
    @Nullable
    Message arrivedBefore;

    @Nullable
    Message arrivedAfter;

    int agePosition = IndexedHeap.ABSENT;
    /** Position in {@link Timers}. */
    int timerPosition = IndexedHeap.ABSENT;

    Message(
            long sequence,
            MessageId id,
            long sentAt,
            long acceptedAt,
            int size,
            int receivedElsewhere,
            @Nullable MessageGroup group,
            @Nullable String deduplicationId) {
        this.sequence = sequence;
        this.idHigh = id.high();
        this.idLow = id.low();
        this.sentAt = sentAt;
        this.acceptedAt = acceptedAt;
        this.size = size;
        this.receivedElsewhere = receivedElsewhere;
        this.receiveCount = receivedElsewhere;
        this.group = group;
        this.deduplicationId = deduplicationId;
    }

    MessageId id() {
        return new MessageId(idHigh, idLow);
    }

    int receivesHere() {
        return receiveCount - receivedElsewhere;
    }

    boolean worn() {
        return receivesHere() >= WORN_RECEIVES;
    }

    /** Compares a handle with the latest receive: negative if it is older, zero if it is that receive's. */
    int compare(ReceiptHandle handle) {
        int byEpoch = Long.compare(handle.leaseEpoch(), receipt == null ? 0 : receipt.epoch);
        return byEpoch != 0 ? byEpoch : Integer.compare(handle.ordinal(), receiveCount);
    }

    /** Notes a receive, which makes all earlier handles stale. */
    void received(long epoch, int ordinal, long now) {
        Receipt latest = receipt;
        if (latest == null) {
            latest = new Receipt(now);
            receipt = latest;
        }
        latest.epoch = epoch;
        latest.leasedAt = now;
        receiveCount = ordinal;
    }

    LeaseRecord leaseRecord(Receipt latest) {
        return new LeaseRecord(
                sequence,
                receiveCount,
                Instant.ofEpochMilli(latest.firstReceived),
                Instant.ofEpochMilli(visibleAt),
                latest.epoch,
                Instant.ofEpochMilli(latest.leasedAt));
    }

    StoredMessage stored() {
        Receipt latest = receipt;
        return new StoredMessage(
                sequence,
                id(),
                size,
                Instant.ofEpochMilli(sentAt),
                Instant.ofEpochMilli(acceptedAt),
                Instant.ofEpochMilli(visibleAt),
                group == null ? null : group.id,
                deduplicationId,
                receiveCount,
                receivedElsewhere,
                latest == null ? null : Instant.ofEpochMilli(latest.firstReceived),
                latest == null ? 0 : latest.epoch,
                latest == null || latest.epoch == 0 ? null : Instant.ofEpochMilli(latest.leasedAt));
    }
}

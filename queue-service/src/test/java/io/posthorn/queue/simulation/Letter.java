package io.posthorn.queue.simulation;

import io.posthorn.queue.state.ReceiptHandle;
import org.jspecify.annotations.Nullable;

/** A message as the model knows it. Times are epoch milliseconds. */
final class Letter {
    final long sequence;
    final long id;
    final @Nullable String group;
    final @Nullable String deduplicationId;
    final long sentAt;
    /** Receives in other queues. */
    final int elsewhere;

    boolean durable;
    /** Whether its latest lease is still to be written behind. */
    boolean unwritten;

    long visibleAt;
    int count;
    /** 0 before the first receive. */
    long firstReceived;
    /** 0 before the first receive here. */
    long leaseEpoch;

    long leasedAt;

    Letter(
            long sequence,
            long id,
            @Nullable String group,
            @Nullable String deduplicationId,
            long sentAt,
            int elsewhere,
            long visibleAt,
            long firstReceived) {
        this.sequence = sequence;
        this.id = id;
        this.group = group;
        this.deduplicationId = deduplicationId;
        this.sentAt = sentAt;
        this.elsewhere = elsewhere;
        this.count = elsewhere;
        this.visibleAt = visibleAt;
        this.firstReceived = firstReceived;
    }

    Letter copy() {
        Letter copy = new Letter(sequence, id, group, deduplicationId, sentAt, elsewhere, visibleAt, firstReceived);
        copy.durable = durable;
        copy.takeLease(this);
        return copy;
    }

    /** Takes over what the other knows of the latest lease. */
    void takeLease(Letter other) {
        visibleAt = other.visibleAt;
        count = other.count;
        firstReceived = other.firstReceived;
        leaseEpoch = other.leaseEpoch;
        leasedAt = other.leasedAt;
    }

    /** A receive with this ordinal is the latest. */
    void received(long epoch, int ordinal, long now) {
        count = ordinal;
        leaseEpoch = epoch;
        leasedAt = now;
        firstReceived = firstReceived == 0 ? now : firstReceived;
    }

    int receivesHere() {
        return count - elsewhere;
    }

    boolean visible(long now) {
        return durable && visibleAt <= now;
    }

    boolean inFlight(long now) {
        return durable && visibleAt > now && receivesHere() > 0;
    }

    boolean delayed(long now) {
        return durable && visibleAt > now && receivesHere() == 0;
    }

    /** Negative if the handle is of an earlier receive than the latest known, positive if of a later one. */
    int age(ReceiptHandle handle) {
        int byEpoch = Long.compare(handle.leaseEpoch(), leaseEpoch);
        return byEpoch == 0 ? Integer.compare(handle.ordinal(), count) : byEpoch;
    }

    @Override
    public String toString() {
        return "#" + (sequence >>> 36) + "." + (sequence & 0xfffff) + "(id " + id + ", group " + group + ", count "
                + count + ", visible at " + visibleAt + ")";
    }
}

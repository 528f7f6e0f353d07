package io.posthorn.queue.state;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Signatures first; bodies follow. */
public final class QueueState {

    /**
     * An empty queue, ready to be restored.
     *
     * @param queueId this incarnation of the queue; in every receipt handle
     * @param epoch of the shard's owner, 1..{@link Sequence#MAX_EPOCH}, higher than any before
     */
    public QueueState(long queueId, long epoch, QueueSettings settings) {
        throw new UnsupportedOperationException();
    }

    /** Takes back a durable message; in ascending order of sequence, before any command. */
    public void restore(StoredMessage message) {
        throw new UnsupportedOperationException();
    }

    /** Takes back a remembered deduplication ID; in any order, before any command. */
    public void restoreDedup(DedupRecord dedup) {
        throw new UnsupportedOperationException();
    }

    /** Accepts messages in order. They can be received when {@link #committed} or {@link #committedThrough} has named them. */
    public Decision<List<Sent>> send(List<NewMessage> messages, Instant now) {
        throw new UnsupportedOperationException();
    }

    /** The Inserts of these sequences are durable. Unknown ones (purged since) are ignored. Call {@link #wake} afterwards. */
    public void committed(long[] sequences, Instant now) {
        throw new UnsupportedOperationException();
    }

    /** Every Insert up to this sequence is durable: the cheap form for a journal that commits a queue's entries in order. */
    public void committedThrough(long sequence, Instant now) {
        throw new UnsupportedOperationException();
    }

    /** A short poll, or the first try of a long poll (park it if this is empty or OverLimit). */
    public Decision<Received> receive(ReceiveCommand command, Instant now) {
        throw new UnsupportedOperationException();
    }

    /** Lets a long poll wait until {@code until}. False: refused, the queue has as many as it may; answer it empty. */
    public boolean park(WaiterId waiter, ReceiveCommand command, Instant until, Instant now) {
        throw new UnsupportedOperationException();
    }

    /** The client is gone. False if the waiter was not waiting (any more). */
    public boolean cancel(WaiterId waiter) {
        throw new UnsupportedOperationException();
    }

    /** The long polls that can be answered now, in order of arrival. Call after any command and at {@link #nextTimer}. */
    public Decision<List<Woken>> wake(Instant now) {
        throw new UnsupportedOperationException();
    }

    /** Gives the state up: every waiter is released (answer it according to the reason) and every later command is refused. */
    public List<WaiterId> close(CloseReason reason) {
        throw new UnsupportedOperationException();
    }

    /** Deletes messages; one result per handle, in order. */
    public Decision<List<Deletion>> delete(List<ReceiptHandle> handles, Instant now) {
        throw new UnsupportedOperationException();
    }

    /** Hides a message for {@code timeout} (0..12 h) from now, or shows it at once if zero. */
    public Decision<VisibilityChange> changeVisibility(ReceiptHandle handle, Duration timeout, Instant now) {
        throw new UnsupportedOperationException();
    }

    /** Removes everything sent so far, durable or not, and forgets the deduplication IDs. Answers how many messages. */
    public Decision<Integer> purge(Instant now) {
        throw new UnsupportedOperationException();
    }

    /** Takes up to {@code max} visible messages (not in flight, not delayed) out of the queue for a move task; answers how many. */
    public Decision<Integer> redrive(MoveTarget target, int max, Instant now) {
        throw new UnsupportedOperationException();
    }

    /** The queue's attributes changed. Type and deduplication scope cannot: IllegalArgumentException. Call {@link #tick} after. */
    public void settings(QueueSettings settings, Instant now) {
        throw new UnsupportedOperationException();
    }

    /** Drops what outlived its retention, at most 1,000 messages a call, and forgets old deduplication IDs. */
    public Decision<Tick> tick(Instant now) {
        throw new UnsupportedOperationException();
    }

    /** When something next changes by itself, so that {@link #tick} and {@link #wake} are due; absent if nothing will. */
    public @Nullable Instant nextTimer() {
        throw new UnsupportedOperationException();
    }

    /** The leases changed since the last call, without those of messages that are gone; persist them within 500 ms. */
    public List<LeaseRecord> drainLeaseRecords() {
        throw new UnsupportedOperationException();
    }

    public Counts counts(Instant now) {
        throw new UnsupportedOperationException();
    }
}

package io.posthorn.queue.state;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What consumers do with the messages that they hold.
 *
 * <p>What a handle does, by how it compares with the message's latest receive ({@link ReceiptHandle} says how they are ordered):
 *
 * <pre>
 *   handle       message     delete, standard   delete, FIFO   change of visibility
 *   latest       in flight   DELETED            DELETED        CHANGED
 *   latest       visible     DELETED            EXPIRED        CHANGED (hides it again), Yandex: NOT_AVAILABLE
 *   later        any         DELETED            DELETED        CHANGED        the crash of an owner lost its lease record
 *   earlier      any         STALE              EXPIRED        NOT_AVAILABLE
 *   any          gone        STALE              STALE          NOT_AVAILABLE
 *   any          in store    DELETED            DELETED        NOT_AVAILABLE  as "later", but the {@link Tail} has only a number
 * </pre>
 */
final class Handles {

    /** The longest that a message may be hidden, counted from the receive that issued the handle. */
    static final Duration MAX_VISIBILITY = Duration.ofHours(12);

    private final long queueId;
    private final long epoch;
    private final Backlog backlog;
    private final LeaseLog leases;

    Handles(long queueId, long epoch, Backlog backlog, LeaseLog leases) {
        this.queueId = queueId;
        this.epoch = epoch;
        this.backlog = backlog;
        this.leases = leases;
    }

    Deletion delete(ReceiptHandle handle, QueueSettings settings, long now, List<JournalEntry> entries) {
        if (handle.queueId() != queueId) {
            return Deletion.NOT_THIS_QUEUE;
        }
        Message expired = expired(handle, settings, now);
        if (expired != null) {
            // The caller is told that it is gone, so it goes now: a longer retention must not bring it back.
            backlog.remove(expired, now);
            entries.add(new JournalEntry.Delete(expired.sequence));
            return Deletion.STALE;
        }
        Message message = find(handle, settings, now);
        if (message == null) {
            return deleteInTail(handle, entries);
        }
        int age = message.compare(handle);
        if (age < 0) {
            return settings.fifo() ? Deletion.EXPIRED : Deletion.STALE;
        }
        if (age == 0 && settings.fifo() && message.state != MessageState.IN_FLIGHT) {
            return Deletion.EXPIRED;
        }
        backlog.remove(message, now);
        entries.add(new JournalEntry.Delete(message.sequence));
        return Deletion.DELETED;
    }

    /** Nothing in the tail was received under this owner: only an earlier one's handle, whose lease was lost, can mean it. */
    private Deletion deleteInTail(ReceiptHandle handle, List<JournalEntry> entries) {
        if (handle.leaseEpoch() >= epoch
                || backlog.get(handle.sequence()) != null
                || !backlog.tail().delete(handle.sequence())) {
            return Deletion.STALE;
        }
        entries.add(new JournalEntry.Delete(handle.sequence()));
        return Deletion.DELETED;
    }

    VisibilityChange changeVisibility(
            ReceiptHandle handle, Duration timeout, boolean onlyInFlight, QueueSettings settings, long now) {
        if (handle.queueId() != queueId) {
            return VisibilityChange.NOT_THIS_QUEUE;
        }
        Message message = find(handle, settings, now);
        if (message == null) {
            return VisibilityChange.NOT_AVAILABLE;
        }
        int age = message.compare(handle);
        if (age < 0 || (onlyInFlight && age == 0 && message.state != MessageState.IN_FLIGHT)) {
            return VisibilityChange.NOT_AVAILABLE;
        }
        Message.Receipt receipt = message.receipt;
        // When a lost receive was, nobody knows: its 12 hours begin anew.
        long leasedAt = age > 0 || receipt == null ? now : receipt.leasedAt;
        long visibleAt = now + timeout.toMillis();
        if (visibleAt > leasedAt + MAX_VISIBILITY.toMillis()) {
            return VisibilityChange.BEYOND_LIMIT;
        }
        if (age > 0) {
            // The receive count is the ordinal, so the lost receives count again.
            backlog.received(message, handle.leaseEpoch(), handle.ordinal(), now);
        }
        backlog.lease(message, visibleAt, now);
        leases.note(message);
        return VisibilityChange.CHANGED;
    }

    private @Nullable Message expired(ReceiptHandle handle, QueueSettings settings, long now) {
        Message message = backlog.get(handle.sequence());
        boolean expired =
                message != null && message.state != MessageState.PENDING && Delivery.expired(message, settings, now);
        return expired ? message : null;
    }

    private @Nullable Message find(ReceiptHandle handle, QueueSettings settings, long now) {
        Message message = backlog.get(handle.sequence());
        boolean there =
                message != null && message.state != MessageState.PENDING && !Delivery.expired(message, settings, now);
        return there ? message : null;
    }
}

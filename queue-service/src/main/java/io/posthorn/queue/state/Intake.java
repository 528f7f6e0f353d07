package io.posthorn.queue.state;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How messages come into a queue: restored from the journal, or sent and then made durable. Gives them their sequences. */
final class Intake {

    /** Old deduplication IDs that a send forgets for each message: more than it adds, so that they cannot pile up. */
    private static final int FORGET_PER_SEND = 2;

    private final Backlog backlog;
    private final DedupWindow dedup;
    private final long beforeFirst;
    private long lastSequence;
    private long lastRestored;
    /** Durable, but waits for the read that reaches the end of the tail. */
    private long deferred;

    Intake(long epoch, Backlog backlog, DedupWindow dedup) {
        this.beforeFirst = Sequence.beforeFirst(epoch);
        this.lastSequence = beforeFirst;
        this.backlog = backlog;
        this.dedup = dedup;
    }

    /** The highest sequence given so far. */
    long lastSequence() {
        return lastSequence;
    }

    void restore(StoredMessage stored, QueueSettings settings) {
        if (stored.sequence() <= lastRestored || stored.sequence() > beforeFirst) {
            throw new IllegalArgumentException("restored out of order: " + stored.sequence());
        }
        lastRestored = stored.sequence();
        backlog.tail().passed(stored.sequence());
        backlog.restore(message(stored, settings));
    }

    /** The store has {@code count} more behind what was restored, the last of them {@code last}. */
    void restoreTail(long last, long count) {
        if (last <= lastRestored || last > beforeFirst || count < 1) {
            throw new IllegalArgumentException("no tail behind " + lastRestored + ": " + count + " up to " + last);
        }
        backlog.tail().append(last, count);
    }

    /** Takes in the rows that a read brought, and what waited for them. */
    void read(TailRead read, List<StoredMessage> rows, QueueSettings settings, long now) {
        Tail tail = backlog.tail();
        if (!tail.end(read)) {
            return;
        }
        for (StoredMessage row : rows) {
            if (tail.take(row.sequence(), visibleAt(row, settings))) {
                backlog.restore(message(row, settings));
            }
        }
        tail.exhausted(
                rows.size() < read.limit() ? read.through() : rows.getLast().sequence());
        backlog.advance(now);
        committedThrough(deferred, settings, now);
    }

    /** The read came to nothing: what waited for it joins the tail. */
    void readFailed(TailRead read, QueueSettings settings, long now) {
        if (backlog.tail().end(read)) {
            committedThrough(deferred, settings, now);
        }
    }

    private Message message(StoredMessage stored, QueueSettings settings) {
        Message message = new Message(
                stored.sequence(),
                stored.id(),
                stored.sentAt().toEpochMilli(),
                stored.acceptedAt().toEpochMilli(),
                stored.size(),
                stored.receivedElsewhere(),
                backlog.order().join(stored.groupId()),
                stored.deduplicationId());
        message.receiveCount = stored.receiveCount();
        message.visibleAt = visibleAt(stored, settings);
        if (stored.firstReceived() != null) {
            Message.Receipt receipt = new Message.Receipt(stored.firstReceived().toEpochMilli());
            receipt.epoch = stored.leaseEpoch();
            receipt.leasedAt = stored.leasedAt() == null ? 0 : stored.leasedAt().toEpochMilli();
            message.receipt = receipt;
        }
        return message;
    }

    private static long visibleAt(StoredMessage stored, QueueSettings settings) {
        boolean received = stored.receiveCount() > stored.receivedElsewhere();
        return settings.fifo() && !received
                ? stored.sentAt().toEpochMilli() + settings.delay().toMillis()
                : stored.visibleAt().toEpochMilli();
    }

    Decision<List<Sent>> send(List<NewMessage> messages, QueueSettings settings, long now) {
        List<JournalEntry> entries = new ArrayList<>(2 * messages.size());
        List<Sent> answer = new ArrayList<>(messages.size());
        boolean barrier = false;
        forget(FORGET_PER_SEND * messages.size(), now, entries);
        for (NewMessage message : messages) {
            Sent sent = settings.fifo()
                    ? sendFifo(message, settings, now, entries)
                    : accept(message, null, settings, now, entries);
            answer.add(sent);
            barrier |= sent instanceof Sent.Duplicate duplicate && isPending(duplicate.sequence());
        }
        return new Decision<>(List.copyOf(answer), entries, barrier);
    }

    private Sent sendFifo(NewMessage message, QueueSettings settings, long now, List<JournalEntry> entries) {
        String deduplicationId = message.deduplicationId();
        if (deduplicationId == null || message.groupId() == null) {
            throw new IllegalArgumentException("a message of a FIFO queue needs a group and a deduplication ID");
        }
        boolean perGroup = settings.deduplicationScope() == QueueSettings.DeduplicationScope.MESSAGE_GROUP;
        String scope = perGroup ? message.groupId() : "";
        // One that was moved is a message of its own, also where its ID is remembered from when it came here first.
        // Taken for a duplicate when a move that led nowhere brings it back, it would be lost.
        Sent.Duplicate original = message.history() == null ? dedup.find(scope, deduplicationId, now) : null;
        if (original != null) {
            return original;
        }
        Sent.Accepted accepted = accept(message, deduplicationId, settings, now, entries);
        entries.add(new JournalEntry.Remember(
                dedup.remember(scope, deduplicationId, accepted.messageId(), accepted.sequence(), now)));
        return accepted;
    }

    private Sent.Accepted accept(
            NewMessage sent,
            @Nullable String deduplicationId,
            QueueSettings settings,
            long now,
            List<JournalEntry> entries) {
        lastSequence = Sequence.next(lastSequence);
        History history = sent.history();
        Instant sentEarlier = settings.fifo() || history == null ? null : history.sentAt();
        Message message = new Message(
                lastSequence,
                sent.id(),
                sentEarlier == null ? now : sentEarlier.toEpochMilli(),
                now,
                sent.size(),
                history == null ? 0 : history.receiveCount(),
                backlog.order().join(sent.groupId()),
                deduplicationId);
        Duration delay = settings.fifo() || sent.delay() == null ? settings.delay() : sent.delay();
        message.visibleAt = now + delay.toMillis();
        if (history != null && history.firstReceived() != null) {
            message.receipt = new Message.Receipt(history.firstReceived().toEpochMilli());
        }
        backlog.accept(message);
        entries.add(new JournalEntry.Insert(message.stored(), sent.payload()));
        return new Sent.Accepted(sent.id(), message.sequence);
    }

    private boolean isPending(long sequence) {
        Message message = backlog.get(sequence);
        return message != null && message.state == MessageState.PENDING;
    }

    void committedThrough(long sequence, QueueSettings settings, long now) {
        if (backlog.tail().catchingUp()) {
            deferred = Math.max(deferred, sequence);
            return;
        }
        while (true) {
            Message message = backlog.firstPending();
            if (message == null || message.sequence > sequence) {
                return;
            }
            commit(message, settings, now);
        }
    }

    private void commit(Message message, QueueSettings settings, long now) {
        if (settings.fifo()) {
            message.visibleAt = message.sentAt + settings.delay().toMillis();
        }
        backlog.commit(message, settings.limits().window(), now);
    }

    /** Forgets up to {@code max} deduplication IDs whose windows are over. */
    void forget(int max, long now, List<JournalEntry> entries) {
        List<DedupKey> keys = dedup.evict(now, max);
        if (!keys.isEmpty()) {
            entries.add(new JournalEntry.Forget(keys));
        }
    }
}

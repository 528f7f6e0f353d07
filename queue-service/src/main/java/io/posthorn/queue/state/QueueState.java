package io.posthorn.queue.state;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One queue, standard or FIFO: a deterministic state machine for one thread. Commands come with the time; they answer a
 * {@link Decision}, and the owner makes its entries durable before it answers. It does no I/O and reads no clock.
 *
 * <pre>
 *   (constructed) ── restore*, restoreDedup* ──► LIVE ── close ──► CLOSED
 *                                                │  ▲                commands are refused; committedThrough is ignored
 *                                                └──┘ commands       drainLeaseRecords still works
 * </pre>
 *
 * <p>The owner's part, after every command and at {@link #nextTimer}: append the entries, call {@link #wake} and answer the woken
 * long polls; when Inserts become durable call {@link #committedThrough} and wake again; do the reads that
 * {@link #readAhead} wants; within 500 ms write {@link #drainLeaseRecords}. If
 * the journal loses the shard, throw the state away. {@link MessageState} has the life of a message, {@link Handles} what receipt
 * handles do, {@link DedupWindow}, {@link ReceiveAttempts}, {@link Waiters}, {@link FifoGroups} and {@link FairOrder} the rest.
 *
 * <p>Memory: no bodies; about 130 bytes for a message never received, 170 once received, plus the text of groups and deduplication
 * IDs. Of a deep backlog only a window is held ({@link StateLimits#window}); the {@link Tail} stays in the store and is read ahead.
 * All operations are O(log n) or better per message. Times are kept to the millisecond. Contract: Amazon SQS API reference and
 * developer guide, and recordings of the service; the behaviours are numbered in the tests.
 */
public final class QueueState {

    /** Most messages, and most deduplication IDs, that one tick drops. */
    public static final int MAX_PER_TICK = 1_000;

    private static final Instant AT_ONCE = Instant.EPOCH;

    private final Backlog backlog;
    private final LeaseLog leases = new LeaseLog();
    private final DedupWindow dedup = new DedupWindow();
    private final ReceiveAttempts attempts = new ReceiveAttempts();
    private final Waiters waiters = new Waiters();
    private final Intake intake;
    private final Delivery delivery;
    private final Handles handles;
    private QueueSettings settings;
    private boolean closed;

    /**
     * An empty queue, ready to be restored.
     *
     * @param queueId this incarnation of the queue; in every receipt handle
     * @param epoch of the shard's owner, 1..{@link Sequence#MAX_EPOCH}, higher than any before
     */
    public QueueState(long queueId, long epoch, QueueSettings settings) {
        this(queueId, epoch, settings, new MessageBudget(Long.MAX_VALUE));
    }

    /**
     * An empty queue, ready to be restored, that shares a budget with others.
     *
     * @param queueId this incarnation of the queue; in every receipt handle
     * @param epoch of the shard's owner, 1..{@link Sequence#MAX_EPOCH}, higher than any before
     * @param budget how many messages may be in memory; {@link #close} gives this queue's part back
     */
    public QueueState(long queueId, long epoch, QueueSettings settings, MessageBudget budget) {
        this.settings = settings;
        this.backlog = new Backlog(settings.fifo(), budget);
        this.intake = new Intake(epoch, backlog, dedup);
        this.delivery = new Delivery(queueId, epoch, backlog, leases, attempts);
        this.handles = new Handles(queueId, epoch, backlog, leases);
    }

    /**
     * Takes back a durable message, before any command and in ascending order of sequence.
     *
     * @throws IllegalArgumentException if the order is not ascending or the sequence is of this or a later epoch
     */
    public void restore(StoredMessage stored) {
        intake.restore(stored, settings);
    }

    /** Takes back a remembered deduplication ID; in any order, before any command. */
    public void restoreDedup(DedupRecord remembered) {
        dedup.restore(remembered);
    }

    /** Whether the window has room for {@code page} more messages: while it has, go on to restore. */
    public boolean wants(int page) {
        return backlog.wants(page, settings.limits().window());
    }

    /**
     * The store has more messages behind those restored, which are read when they are wanted.
     *
     * @param last the highest sequence
     * @param count how many, at least 1
     * @throws IllegalArgumentException if {@code last} is not behind what was restored, or of this epoch
     */
    public void restoreTail(long last, long count) {
        intake.restoreTail(last, count);
    }

    /**
     * The messages to read from the store now, absent if none are wanted. One read is under way at a time: answer it by
     * {@link #read} or {@link #readFailed}. Ask after any command.
     */
    public @Nullable TailRead readAhead() {
        return closed ? null : backlog.readAhead(settings.limits().window());
    }

    /** The rows that a read brought, in order of sequence. Call {@link #wake} afterwards. */
    public void read(TailRead read, List<StoredMessage> rows, Instant now) {
        if (!closed) {
            intake.read(read, rows, settings, now.toEpochMilli());
        }
    }

    /** The store did not answer a read. */
    public void readFailed(TailRead read, Instant now) {
        if (!closed) {
            intake.readFailed(read, settings, now.toEpochMilli());
        }
    }

    /** Whether the store has messages that are not in memory. */
    public boolean hasTail() {
        return !backlog.tail().isEmpty();
    }

    /** Whether a message is in memory, so that its body is worth keeping there too. */
    public boolean holds(long sequence) {
        return backlog.get(sequence) != null;
    }

    /**
     * Accepts messages in order. They can be received when {@link #committedThrough} has named them. A
     * duplicate whose original is not durable yet makes the decision a barrier.
     *
     * @throws IllegalArgumentException if a message of a FIFO queue has no group or no deduplication ID
     */
    public Decision<List<Sent>> send(List<NewMessage> messages, Instant now) {
        long at = begin(now);
        return intake.send(messages, settings, at);
    }

    /** Every Insert up to this sequence is durable. What was purged since is ignored. Call {@link #wake} afterwards. */
    public void committedThrough(long sequence, Instant now) {
        if (closed) {
            return;
        }
        intake.committedThrough(sequence, settings, now.toEpochMilli());
    }

    /**
     * A short poll, or the first try of a long poll (park it if this is empty or OverLimit).
     *
     * @throws IllegalArgumentException if it has an attempt id and the queue is standard
     */
    public Decision<Received> receive(ReceiveCommand command, Instant now) {
        long at = begin(now);
        checkAttempt(command);
        List<JournalEntry> entries = new ArrayList<>();
        Received received = delivery.receive(command, settings, at, entries);
        return new Decision<>(received, entries);
    }

    private void checkAttempt(ReceiveCommand command) {
        if (command.attemptId() != null && !settings.fifo()) {
            throw new IllegalArgumentException("receive attempts are for FIFO queues");
        }
    }

    /**
     * Lets a long poll wait until {@code until}. False: refused, the queue has as many as it may; answer it empty.
     *
     * @throws IllegalArgumentException if the waiter is waiting already
     */
    public boolean park(WaiterId waiter, ReceiveCommand command, Instant until, Instant now) {
        begin(now);
        checkAttempt(command);
        if (waiters.size() >= settings.limits().waiters()) {
            return false;
        }
        waiters.add(waiter, command, until.toEpochMilli());
        return true;
    }

    /** The client is gone. False if the waiter was not waiting (any more). */
    public boolean cancel(WaiterId waiter) {
        return waiters.remove(waiter);
    }

    /**
     * The long polls that can be answered now: those that get messages in order of arrival, then those whose time is over. Call it
     * after any command and at {@link #nextTimer}. The entries are of messages that left the queue on the way.
     */
    public Decision<List<Woken>> wake(Instant now) {
        long at = begin(now);
        if (waiters.isEmpty()) {
            return Decision.of(List.of());
        }
        List<JournalEntry> entries = new ArrayList<>();
        List<Woken> woken = new ArrayList<>();
        Waiters.Waiter waiter = waiters.first();
        while (waiter != null && canDeliver(waiter)) {
            Received received = delivery.receive(waiter.command, settings, at, entries);
            if (!(received instanceof Received.Messages messages)
                    || messages.leases().isEmpty()) {
                break;
            }
            waiters.remove(waiter.id);
            woken.add(new Woken(waiter.id, messages));
            waiter = waiters.first();
        }
        Waiters.Waiter earliest = waiters.earliest();
        while (earliest != null && earliest.until <= at) {
            waiters.remove(earliest.id);
            woken.add(new Woken(earliest.id, Received.EMPTY));
            earliest = waiters.earliest();
        }
        return new Decision<>(List.copyOf(woken), entries);
    }

    private boolean canDeliver(Waiters.Waiter waiter) {
        return backlog.order().any() && delivery.hasRoom(settings, waiter.command);
    }

    /**
     * Gives the state up: every later command is refused with IllegalStateException, so that no long poll of a deleted queue can meet
     * a re-created one.
     *
     * @return the waiters, in order of arrival, to be answered according to the reason
     */
    public List<WaiterId> close(CloseReason reason) {
        if (!closed) {
            backlog.release();
        }
        closed = true;
        return switch (reason) {
            case DELETED -> {
                leases.clear();
                yield waiters.removeAll();
            }
            case HANDED_OVER -> waiters.removeAll();
        };
    }

    /**
     * Deletes messages; one result per handle, in order. A delete of what is gone already makes the decision a barrier, since the
     * delete before it may not be durable.
     */
    public Decision<List<Deletion>> delete(List<ReceiptHandle> receiptHandles, Instant now) {
        long at = begin(now);
        List<JournalEntry> entries = new ArrayList<>(receiptHandles.size());
        List<Deletion> answer = new ArrayList<>(receiptHandles.size());
        for (ReceiptHandle handle : receiptHandles) {
            answer.add(handles.delete(handle, settings, at, entries));
        }
        return new Decision<>(List.copyOf(answer), entries, answer.contains(Deletion.STALE));
    }

    /**
     * Hides a message for {@code timeout} from now, or shows it at once if that is zero. It holds for this lease only.
     *
     * @param timeout 0..12 h; the API checks the range
     */
    public Decision<VisibilityChange> changeVisibility(ReceiptHandle handle, Duration timeout, Instant now) {
        return changeVisibility(handle, timeout, false, now);
    }

    /**
     * Changes a message's visibility, as above, but if {@code onlyInFlight} leaves alone one that is visible again (the rule of the
     * Yandex dialect).
     */
    public Decision<VisibilityChange> changeVisibility(
            ReceiptHandle handle, Duration timeout, boolean onlyInFlight, Instant now) {
        long at = begin(now);
        VisibilityChange answer = handles.changeVisibility(handle, timeout, onlyInFlight, settings, at);
        return new Decision<>(answer, List.of(), answer == VisibilityChange.NOT_AVAILABLE);
    }

    /**
     * Removes everything sent so far, durable or not, visible or not, and forgets the deduplication IDs. What is sent afterwards
     * stays (the rule of the Yandex dialect). Answers how many messages it removed.
     */
    public Decision<Long> purge(Instant now) {
        begin(now);
        long removed = backlog.size();
        backlog.clear(intake.lastSequence());
        leases.clear();
        dedup.clear();
        attempts.clear();
        return new Decision<>(removed, List.of(new JournalEntry.Purge(intake.lastSequence())));
    }

    /** Takes up to {@code max} visible messages (not in flight, not delayed) out of the queue for a move task; answers how many. */
    public Decision<Integer> redrive(MoveTarget target, int max, Instant now) {
        long at = begin(now);
        List<JournalEntry> entries = new ArrayList<>();
        int moved = delivery.redrive(target, max, settings, at, entries);
        return new Decision<>(moved, entries);
    }

    /**
     * The queue's attributes changed. A lower retention ends messages at the next {@link #tick} or receive; a changed delay holds
     * for the messages in a FIFO queue too.
     *
     * @throws IllegalArgumentException if the type or the deduplication scope differs: these are fixed at creation
     */
    public void settings(QueueSettings changed, Instant now) {
        long at = begin(now);
        if (changed.fifo() != settings.fifo() || changed.deduplicationScope() != settings.deduplicationScope()) {
            throw new IllegalArgumentException("a queue's type and deduplication scope are fixed at its creation");
        }
        QueueSettings before = settings;
        settings = changed;
        if (changed.fifo() && !changed.delay().equals(before.delay())) {
            backlog.redelay(before.delay().toMillis(), changed.delay().toMillis(), at);
        }
    }

    /** Drops what outlived its retention and forgets old deduplication IDs, at most {@link #MAX_PER_TICK} of each. */
    public Decision<Tick> tick(Instant now) {
        long at = begin(now);
        List<JournalEntry> entries = new ArrayList<>();
        int expired = 0;
        Message oldest = backlog.ages().oldest();
        while (oldest != null && expired < MAX_PER_TICK && Delivery.expired(oldest, settings, at)) {
            backlog.remove(oldest, at);
            entries.add(new JournalEntry.Delete(oldest.sequence));
            expired++;
            oldest = backlog.ages().oldest();
        }
        intake.forget(MAX_PER_TICK, at, entries);
        attempts.evict(at);
        boolean more = (oldest != null && Delivery.expired(oldest, settings, at)) || dedup.nextSweep() <= at;
        return new Decision<>(new Tick(expired, more), entries);
    }

    /**
     * When {@link #tick} and {@link #wake} are due: at the end of a retention, some seconds after that of a deduplication window,
     * and, while long polls wait, at the end of a wait, a delay or a lease. A time that is past means at once; absent, that nothing
     * will change by itself. Without long polls delays and leases end unnoticed: every command looks at them first.
     */
    public @Nullable Instant nextTimer() {
        if (closed) {
            return null;
        }
        long next = dedup.nextSweep();
        Message oldest = backlog.ages().oldest();
        if (oldest != null) {
            next = Math.min(next, oldest.sentAt + settings.retention().toMillis());
        }
        Waiters.Waiter earliest = waiters.earliest();
        if (earliest != null) {
            Waiters.Waiter first = waiters.first();
            if (first != null && canDeliver(first)) {
                return AT_ONCE;
            }
            next = Math.min(next, Math.min(earliest.until, backlog.nextVisible()));
        }
        return next == Long.MAX_VALUE ? null : Instant.ofEpochMilli(next);
    }

    /** The leases changed since the last call, without those of messages that are gone; persist them within 500 ms. */
    public List<LeaseRecord> drainLeaseRecords() {
        return leases.drain();
    }

    /** The figures at this moment. */
    public Counts counts(Instant now) {
        long at = now.toEpochMilli();
        backlog.advance(at);
        ReadyOrder order = backlog.order();
        NoisyGroups noisy = order.noisy(at);
        Tail tail = backlog.tail();
        int delayed = backlog.delayed() + tail.delayed(at);
        int visible = (int) Math.min(Integer.MAX_VALUE, backlog.ready() + tail.count() - tail.delayed(at));
        return new Counts(
                visible,
                backlog.inFlight(),
                delayed,
                backlog.pendingCount(),
                sentAt(backlog.ages().oldestUnworn()),
                order.groupsInFlight(),
                noisy.groups(),
                new Counts.Quiet(
                        visible - noisy.visible(),
                        backlog.inFlight() - noisy.inFlight(),
                        delayed - noisy.delayed(),
                        sentAt(backlog.ages().oldestInQuietGroups())),
                waiters.size());
    }

    private static @Nullable Instant sentAt(@Nullable Message message) {
        return message == null ? null : Instant.ofEpochMilli(message.sentAt);
    }

    private long begin(Instant now) {
        if (closed) {
            throw new IllegalStateException("this queue is closed");
        }
        long at = now.toEpochMilli();
        backlog.advance(at);
        return at;
    }
}

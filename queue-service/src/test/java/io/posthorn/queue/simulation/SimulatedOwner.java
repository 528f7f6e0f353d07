package io.posthorn.queue.simulation;

import io.posthorn.queue.state.CloseReason;
import io.posthorn.queue.state.Decision;
import io.posthorn.queue.state.Deletion;
import io.posthorn.queue.state.JournalEntry;
import io.posthorn.queue.state.Lease;
import io.posthorn.queue.state.LeaseRecord;
import io.posthorn.queue.state.MessageBudget;
import io.posthorn.queue.state.MoveTarget;
import io.posthorn.queue.state.NewMessage;
import io.posthorn.queue.state.QueueState;
import io.posthorn.queue.state.ReceiptHandle;
import io.posthorn.queue.state.ReceiveCommand;
import io.posthorn.queue.state.Received;
import io.posthorn.queue.state.Sent;
import io.posthorn.queue.state.StoredMessage;
import io.posthorn.queue.state.Tick;
import io.posthorn.queue.state.VisibilityChange;
import io.posthorn.queue.state.WaiterId;
import io.posthorn.queue.state.Woken;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A replica that owns the queue's shard, as the engine is one: it runs commands on {@link QueueState}, appends what they decide,
 * answers when that is durable, wakes long polls and rings alarms. Each answer is compared with a {@link ModelQueue}.
 *
 * <pre>
 *   serving ── hand over ──────────────► draining ──► gone, everything written
 *      ├────── crash ──────────────────► gone, with what was not committed
 *      └────── somebody took the shard ► silent: its journal is refused, it hands out nothing ──► gone
 * </pre>
 */
final class SimulatedOwner {
    private static final long LEASE_DELAY_MILLIS = 400;
    private static final int RESTORE_PAGE = 3;
    private static final int MOST_RINGS = 1_000;
    private static final int NONE = -1;

    private record Poll(ReceiveCommand command, long until) {}

    final long epoch;
    private final World world;
    private final QueueState state;
    private final ModelQueue model;
    private final SimulatedJournal journal;
    private final ArrayDeque<JournalEntry.Move> departing = new ArrayDeque<>();
    private final Map<WaiterId, Poll> polls = new LinkedHashMap<>();
    private final ModelAttempts attempts;
    private final SimulatedReads reads;
    private final Receives receives;
    private final StepChecks checks;
    private long leasesDueAt = NONE;
    /** Deletes that the queue could not know to be of nothing: until the tail is read it counts that many too few. */
    private int overcounted;

    private boolean answering = true;
    private boolean closed;
    private long lastWaiter;

    /** Takes the shard: nobody with an earlier epoch writes from now on. Restores the queue from the store. */
    SimulatedOwner(World world) {
        this.world = world;
        this.epoch = world.store.take();
        this.journal = new SimulatedJournal(world, epoch);
        world.durable.compareWith(world.store, world.now);
        this.model = new ModelQueue(world.durable, world.settings, epoch);
        this.state = new QueueState(World.QUEUE_ID, epoch, world.settings, new MessageBudget(world.budget));
        this.model.held = state::holds;
        this.attempts = new ModelAttempts(model);
        this.reads = new SimulatedReads(world, state);
        this.checks = new StepChecks(world, model, state, reads);
        this.receives = new Receives(world, epoch, model, attempts, reads, () -> answering, this::changedLease);
        world.store.remembered().values().stream()
                .filter(record -> record.expiresAt().toEpochMilli() > world.now)
                .forEach(state::restoreDedup);
        restore();
        ring();
    }

    private void restore() {
        long last = NONE;
        do {
            List<StoredMessage> page = world.store.rows(last, Long.MAX_VALUE, RESTORE_PAGE);
            if (page.isEmpty()) {
                return;
            }
            page.forEach(state::restore);
            last = page.getLast().sequence();
        } while (state.wants(RESTORE_PAGE));
        List<StoredMessage> rest = world.store.rows(last, Long.MAX_VALUE, Integer.MAX_VALUE);
        if (!rest.isEmpty()) {
            state.restoreTail(rest.getLast().sequence(), rest.size());
        }
    }

    boolean isGone() {
        return closed || journal.isLost();
    }

    List<Letter> letters() {
        return model.letters;
    }

    SimulatedJournal journal() {
        return journal;
    }

    // ---- commands

    void send(List<NewMessage> messages) {
        Decision<List<Sent>> decision = state.send(messages, world.time());
        world.trace(
                () -> "send " + messages.stream().map(SimulatedOwner::shortly).toList() + " -> " + decision.answer());
        List<Change> changes = new ArrayList<>();
        boolean rests = false;
        for (int i = 0; i < messages.size(); i++) {
            rests |= checkSent(messages.get(i), decision.answer().get(i), changes);
        }
        boolean mustWait = rests;
        Property.ANSWERS_ARE_DURABLE.check(
                !mustWait || !decision.immediate(), () -> "a send answers before it is durable: " + decision.answer());
        submit(decision, changes, () -> decision.answer().forEach(this::sendAcknowledged));
    }

    private static String shortly(NewMessage message) {
        return "id " + message.id().low() + " group " + message.groupId() + " dedup " + message.deduplicationId();
    }

    /** True if the answer rests on something that is not durable. */
    private boolean checkSent(NewMessage message, Sent sent, List<Change> changes) {
        String key = model.key(message);
        // A message that was moved here is no repetition of a send.
        Change.Original original = message.history() == null ? model.original(key, world.now) : null;
        if (original != null) {
            world.saw(Event.DUPLICATE);
            Property.DEDUPLICATION.check(
                    sent instanceof Sent.Duplicate
                            && sent.sequence() == original.sequence()
                            && sent.messageId().low() == original.id(),
                    () -> "answered " + sent + ", expected the duplicate of " + original);
            Letter pending = model.find(original.sequence());
            boolean rests = pending != null && !pending.durable;
            if (rests) {
                world.saw(Event.DUPLICATE_OF_PENDING);
            }
            return rests;
        }
        world.saw(Event.SENT);
        Property.DEDUPLICATION.check(
                sent instanceof Sent.Accepted && sent.messageId().equals(message.id()),
                () -> "answered " + sent + " to a new message");
        world.ledger.accepted(message, sent.sequence(), key, model.settings.fifo(), world.now);
        changes.add(new Change.Added(
                model.accept(message, sent.sequence(), world.now).copy()));
        if (key != null) {
            changes.add(
                    new Change.Remembered(key, model.remember(key, message.id().low(), sent.sequence(), world.now)));
        }
        return true;
    }

    private void sendAcknowledged(Sent sent) {
        Property.ANSWERS_ARE_DURABLE.check(
                world.durable.wasDurable(sent.sequence()), () -> "acknowledged and not durable: " + sent);
        world.ledger.sendAcknowledged(sent.sequence());
    }

    void receive(ReceiveCommand command) {
        Decision<Received> decision = state.receive(command, world.time());
        world.trace(() -> command + " -> " + shortly(decision.answer()));
        List<Change> changes = receives.left(decision.entries(), false, Set.of());
        switch (decision.answer()) {
            case Received.OverLimit _ -> {
                world.saw(Event.OVER_LIMIT);
                Property.RECEIVES_GET_WHAT_THERE_IS.check(
                        !model.settings.fifo() && model.room(world.now) <= 0, () -> "over limit with room");
                submit(decision, changes, () -> {});
            }
            case Received.Messages(var leases) -> {
                receives.received(command, leases);
                submit(decision, changes, () -> handOut(leases));
            }
        }
    }

    private static String shortly(Received received) {
        return switch (received) {
            case Received.OverLimit _ -> "over limit";
            case Received.Messages(var leases) ->
                leases.stream()
                        .map(lease -> "#" + (lease.sequence() >>> 36) + "." + (lease.sequence() & 0xfffff) + "x"
                                + lease.receiveCount())
                        .toList()
                        .toString();
        };
    }

    void park(ReceiveCommand command, Duration wait) {
        Decision<Received> first = state.receive(command, world.time());
        List<Change> changes = receives.left(first.entries(), false, Set.of());
        if (first.answer() instanceof Received.Messages(var leases) && !leases.isEmpty()) {
            receives.received(command, leases);
            submit(first, changes, () -> handOut(leases));
            return;
        }
        if (first.answer() instanceof Received.Messages) {
            receives.received(command, List.of());
        }
        write(first.entries(), changes);
        WaiterId waiter = new WaiterId(++lastWaiter);
        boolean parked = state.park(waiter, command, world.time().plus(wait), world.time());
        world.trace(() -> "park " + waiter + " " + command + " for " + wait + " -> " + parked);
        Property.LONG_POLLS_ARE_ANSWERED.check(
                parked == polls.size() < model.settings.limits().waiters(), () -> "parked is " + parked);
        if (parked) {
            polls.put(waiter, new Poll(command, world.now + wait.toMillis()));
            settle();
        } else {
            world.saw(Event.LONG_POLL_REFUSED);
        }
    }

    /** The client of the oldest long poll goes away; false if there is none. */
    boolean cancel() {
        Iterator<WaiterId> waiting = polls.keySet().iterator();
        if (waiting.hasNext()) {
            WaiterId waiter = waiting.next();
            waiting.remove();
            world.trace(() -> "cancel " + waiter);
            world.saw(Event.LONG_POLL_CANCELLED);
            Property.LONG_POLLS_ARE_ANSWERED.check(state.cancel(waiter), () -> waiter + " was not waiting");
            return true;
        }
        return false;
    }

    void delete(List<ReceiptHandle> handles) {
        List<Boolean> unknown = handles.stream().map(this::isUnknownHere).toList();
        Decision<List<Deletion>> decision = state.delete(handles, world.time());
        world.trace(() -> "delete " + handles + " -> " + decision.answer());
        List<Change> changes = new ArrayList<>();
        List<Long> promised = new ArrayList<>();
        boolean rests = false;
        for (int i = 0; i < handles.size(); i++) {
            ReceiptHandle handle = handles.get(i);
            Letter letter = model.find(handle.sequence());
            Deletion answer = decision.answer().get(i);
            // Of what only the store has, nobody knows which handle is the latest.
            Deletion expected = unknown.get(i) && answer == Deletion.DELETED ? answer : expectedDeletion(handle);
            Property.HANDLES_ACT_BY_AGE.check(
                    answer == expected || (unknown.get(i) && answer == Deletion.STALE),
                    () -> "a delete answers " + answer + ", expected " + expected + ": " + handle + " of " + letter);
            world.saw(
                    switch (answer) {
                        case DELETED -> unknown.get(i) ? Event.DELETED_IN_TAIL : Event.DELETED;
                        case STALE -> Event.DELETE_STALE;
                        case EXPIRED -> Event.DELETE_EXPIRED;
                        case NOT_THIS_QUEUE -> Event.DELETE_OF_ANOTHER_QUEUE;
                    });
            boolean gone = letter == null || (model.expired(letter, world.now) && !unknown.get(i));
            boolean done = answer == Deletion.DELETED || (answer == Deletion.STALE && gone);
            if (done && !isDeparting(handle.sequence())) {
                promised.add(handle.sequence());
                rests |= world.durable.letters.containsKey(handle.sequence());
            }
            if (done && letter != null) {
                model.remove(letter);
                world.ledger.mayBeGone(letter.sequence);
                changes.add(new Change.Removed(letter.sequence));
            } else if (answer == Deletion.DELETED) {
                overcounted++;
            }
        }
        boolean mustWait = rests;
        Property.ANSWERS_ARE_DURABLE.check(
                !mustWait || !decision.immediate(), () -> "a delete answers before it is durable: " + handles);
        submit(decision, changes, () -> promised.forEach(this::deleteAcknowledged));
    }

    /** Whether the message may be one of those that only the store has. */
    private boolean isUnknownHere(ReceiptHandle handle) {
        return handle.queueId() == World.QUEUE_ID
                && handle.leaseEpoch() < epoch
                && state.hasTail()
                && !state.holds(handle.sequence());
    }

    private boolean isDeparting(long sequence) {
        return departing.stream().anyMatch(move -> move.message().sequence() == sequence);
    }

    private Deletion expectedDeletion(ReceiptHandle handle) {
        if (handle.queueId() != World.QUEUE_ID) {
            return Deletion.NOT_THIS_QUEUE;
        }
        Letter letter = model.addressed(handle, world.now);
        if (letter == null) {
            return Deletion.STALE;
        }
        int age = letter.age(handle);
        if (age > 0) {
            world.saw(Event.LOST_LEASE_ACTED);
        }
        if (model.settings.fifo() && (age < 0 || (age == 0 && !letter.inFlight(world.now)))) {
            return Deletion.EXPIRED;
        }
        return age < 0 ? Deletion.STALE : Deletion.DELETED;
    }

    private void deleteAcknowledged(long sequence) {
        Property.ANSWERS_ARE_DURABLE.check(
                !world.durable.letters.containsKey(sequence),
                () -> "deleted with answer and still durable: " + sequence);
        world.ledger.gone(sequence);
    }

    void changeVisibility(ReceiptHandle handle, Duration timeout) {
        VisibilityChange expected = VisibilityChange.NOT_AVAILABLE;
        Letter letter = isUnknownHere(handle) ? null : model.addressed(handle, world.now);
        if (handle.queueId() != World.QUEUE_ID) {
            expected = VisibilityChange.NOT_THIS_QUEUE;
        } else if (letter != null && letter.age(handle) >= 0) {
            boolean forgotten = letter.age(handle) > 0;
            long leasedAt = forgotten ? world.now : letter.leasedAt;
            long visibleAt = world.now + timeout.toMillis();
            if (visibleAt > leasedAt + Duration.ofHours(12).toMillis()) {
                expected = VisibilityChange.BEYOND_LIMIT;
            } else {
                expected = VisibilityChange.CHANGED;
                if (forgotten) {
                    world.saw(Event.LOST_LEASE_ACTED);
                    letter.received(handle.leaseEpoch(), handle.ordinal(), world.now);
                }
                letter.visibleAt = visibleAt;
                world.ledger.visibleAt(letter.sequence, epoch, visibleAt);
                changedLease(letter);
            }
        }
        Decision<VisibilityChange> decision = state.changeVisibility(handle, timeout, world.time());
        world.trace(() -> "visibility " + handle + " " + timeout + " -> " + decision.answer());
        VisibilityChange right = expected;
        world.saw(
                switch (right) {
                    case CHANGED -> Event.VISIBILITY_CHANGED;
                    case NOT_AVAILABLE -> Event.VISIBILITY_NOT_AVAILABLE;
                    case BEYOND_LIMIT -> Event.VISIBILITY_BEYOND_LIMIT;
                    case NOT_THIS_QUEUE -> Event.DELETE_OF_ANOTHER_QUEUE;
                });
        Property.HANDLES_ACT_BY_AGE.check(
                decision.answer() == right,
                () -> "a change of visibility answers " + decision.answer() + ", expected " + right);
        submit(decision, List.of(), () -> {});
    }

    void purge() {
        long through = model.letters.isEmpty() ? 0 : model.letters.getLast().sequence;
        int size = model.letters.size();
        Decision<Long> decision = state.purge(world.time());
        world.trace(() -> "purge -> " + decision.answer());
        world.saw(Event.PURGED);
        Property.COUNTS.check(
                decision.answer() <= size && decision.answer() >= size - overcounted,
                () -> "purged " + decision.answer() + " of " + size);
        overcounted = 0;
        model.letters.clear();
        model.remembered.clear();
        attempts.clear();
        world.ledger.purged(Long.MAX_VALUE);
        long all = decision.entries().stream()
                .mapToLong(entry -> entry instanceof JournalEntry.Purge(long last) ? last : 0)
                .max()
                .orElse(0);
        Property.JOURNAL.check(all >= through, () -> "the purge leaves what is after " + all);
        submit(decision, List.of(new Change.Purged(all)), () -> {
            Property.ANSWERS_ARE_DURABLE.check(
                    world.durable.letters.headMap(through, true).isEmpty(),
                    () -> "purged with answer and still durable");
            world.ledger.purgeAcknowledged(through);
        });
    }

    void redrive(int max) {
        List<Letter> reachable = new ArrayList<>(model.held(model.reachable(world.now)));
        reachable.removeIf(letter -> model.expired(letter, world.now));
        Decision<Integer> decision = state.redrive(new MoveTarget.Destination("arn:other"), max, world.time());
        world.trace(() -> "redrive " + max + " -> " + decision.answer());
        Property.RECEIVES_GET_WHAT_THERE_IS.check(
                decision.answer() <= Math.min(max, reachable.size())
                        && (reads.underWay() || decision.answer() == Math.min(max, reachable.size())),
                () -> "redrove " + decision.answer() + " of " + reachable);
        if (decision.answer() > 0) {
            world.saw(Event.REDRIVEN);
        }
        write(decision.entries(), receives.left(decision.entries(), true, Set.of()));
        settle();
    }

    void settings() {
        world.trace(() -> "settings " + world.settings);
        world.saw(Event.SETTINGS_CHANGED);
        model.change(world.settings);
        state.settings(world.settings, world.time());
        ring();
    }

    // ---- the journal

    private void handOut(List<Lease> leases) {
        if (!answering) {
            if (!leases.isEmpty()) {
                world.saw(Event.ZOMBIE_POLL_SILENCED);
            }
            return;
        }
        Property.ONLY_THE_OWNER_ACTS.check(
                epoch == world.store.epoch(),
                () -> "epoch " + epoch + " hands out messages after " + world.store.epoch());
        leases.forEach(lease -> world.handles.add(lease.handle()));
    }

    private void changedLease(Letter letter) {
        letter.unwritten = true;
        if (leasesDueAt == NONE) {
            leasesDueAt = world.now + LEASE_DELAY_MILLIS;
        }
    }

    private void submit(Decision<?> decision, List<Change> changes, Runnable answer) {
        if (decision.immediate()) {
            Property.JOURNAL.check(changes.isEmpty(), () -> "nothing was decided, expected " + changes);
            settle();
            answer.run();
            return;
        }
        append(decision.entries(), changes, answer);
        settle();
    }

    private void write(List<JournalEntry> entries, List<Change> changes) {
        if (!entries.isEmpty()) {
            append(entries, changes, () -> {});
        }
    }

    private void append(List<JournalEntry> entries, List<Change> changes, Runnable answer) {
        List<JournalEntry> staying = new ArrayList<>(entries.size());
        for (JournalEntry entry : entries) {
            if (entry instanceof JournalEntry.Move move) {
                departing.add(move);
            } else {
                staying.add(entry);
            }
        }
        journal.append(new SimulatedJournal.Append(staying, changes, () -> {
            if (!closed) {
                reflect(staying);
                settle();
            }
            answer.run();
        }));
    }

    private void reflect(List<JournalEntry> entries) {
        long last = NONE;
        for (JournalEntry entry : entries) {
            if (entry instanceof JournalEntry.Insert(StoredMessage message, var _)) {
                last = message.sequence();
                model.committed(last);
            }
        }
        if (last != NONE) {
            state.committedThrough(last, world.time());
        }
    }

    /** Messages that were taken out leave for good: their rows are deleted with what is sent on. */
    void depart() {
        if (departing.isEmpty() || closed) {
            return;
        }
        List<JournalEntry> entries = new ArrayList<>();
        List<Change> changes = new ArrayList<>();
        while (!departing.isEmpty()) {
            long sequence = departing.removeFirst().message().sequence();
            entries.add(new JournalEntry.Delete(sequence));
            changes.add(new Change.Removed(sequence));
        }
        world.trace(() -> entries.size() + " depart");
        List<Long> leaving = changes.stream()
                .map(change -> ((Change.Removed) change).sequence())
                .toList();
        append(entries, changes, () -> leaving.forEach(world.ledger::gone));
    }

    private void writeLeases() {
        leasesDueAt = NONE;
        List<LeaseRecord> records = state.drainLeaseRecords();
        List<Letter> expected = model.drainUnwritten();
        Map<Long, LeaseRecord> bySequence = new TreeMap<>();
        records.forEach(record -> bySequence.put(record.sequence(), record));
        Property.LEASES_ARE_WRITTEN.check(
                records.size() == expected.size() && bySequence.size() == expected.size(),
                () -> "written behind are " + records + ", expected " + expected);
        for (Letter letter : expected) {
            LeaseRecord record = bySequence.get(letter.sequence);
            Property.LEASES_ARE_WRITTEN.check(
                    record != null
                            && record.receiveCount() == letter.count
                            && record.visibleAt().toEpochMilli() == letter.visibleAt
                            && record.leaseEpoch() == letter.leaseEpoch
                            && record.leasedAt().toEpochMilli() == letter.leasedAt
                            && record.firstReceived().toEpochMilli() == letter.firstReceived,
                    () -> "written behind is " + record + ", expected " + letter);
        }
        if (!records.isEmpty()) {
            world.trace(() -> "write " + records.size() + " leases");
            world.saw(Event.LEASES_WRITTEN);
            write(List.of(new JournalEntry.Leases(records)), List.of(new Change.Leased(expected)));
        }
    }

    // ---- time

    /** When something is due; absent if nothing is. */
    long dueAt() {
        if (closed) {
            return Long.MAX_VALUE;
        }
        Instant timer = state.nextTimer();
        long due = timer == null ? Long.MAX_VALUE : timer.toEpochMilli();
        due = leasesDueAt == NONE ? due : Math.min(due, leasesDueAt);
        return Math.min(due, reads.dueAt());
    }

    /** Does what is due. */
    void ring() {
        int rings = 0;
        do {
            if (leasesDueAt != NONE && leasesDueAt <= world.now) {
                writeLeases();
            }
            reads.goOn();
            tick();
            settle();
            int soFar = ++rings;
            Property.TIMERS.check(soFar < MOST_RINGS, () -> "an alarm that never ends: " + state.nextTimer());
        } while (dueAt() <= world.now);
    }

    private void tick() {
        Set<Long> expected = model.expired(world.now);
        Decision<Tick> decision = state.tick(world.time());
        Set<Long> dropped = new HashSet<>();
        for (JournalEntry entry : decision.entries()) {
            if (entry instanceof JournalEntry.Delete(long sequence)) {
                dropped.add(sequence);
            }
        }
        Property.RETENTION.check(
                dropped.equals(expected) || (reads.underWay() && expected.containsAll(dropped)),
                () -> "dropped " + dropped + ", expected " + expected);
        List<Change> changes = new ArrayList<>();
        for (Long sequence : dropped) {
            model.remove(Objects.requireNonNull(model.find(sequence)));
            world.saw(Event.RETENTION_OVER);
            receives.taken(sequence);
            changes.add(new Change.Removed(sequence));
        }
        write(decision.entries(), changes);
    }

    /** Reads on, and answers the long polls that can be answered. */
    private void settle() {
        reads.look();
        if (!state.hasTail()) {
            overcounted = 0;
        }
        if (polls.isEmpty()) {
            return;
        }
        Decision<List<Woken>> decision = state.wake(world.time());
        // What left did so before, between or after what these long polls got.
        Set<Long> reachable = model.reachableSequences(world.now);
        model.leaving = receives.leaving(decision.entries());
        List<Runnable> answers = new ArrayList<>();
        for (Woken woken : decision.answer()) {
            answers.add(woken(woken));
        }
        model.leaving = Set.of();
        List<Change> changes = receives.left(decision.entries(), false, reachable);
        if (decision.immediate()) {
            answers.forEach(Runnable::run);
        } else {
            append(decision.entries(), changes, () -> answers.forEach(Runnable::run));
        }
    }

    private Runnable woken(Woken woken) {
        List<Lease> leases = woken.received().leases();
        world.trace(() -> "wake " + woken.waiter() + " -> " + shortly(woken.received()));
        WaiterId first =
                polls.isEmpty() ? new WaiterId(0) : polls.keySet().iterator().next();
        Poll poll = polls.remove(woken.waiter());
        if (poll == null) {
            throw new Violation(Property.LONG_POLLS_ARE_ANSWERED, woken.waiter() + " does not wait");
        }
        if (leases.isEmpty()) {
            world.saw(Event.LONG_POLL_OVER);
            Property.LONG_POLLS_ARE_ANSWERED.check(
                    poll.until() <= world.now, () -> woken.waiter() + " ended too early");
            return () -> {};
        }
        world.saw(Event.LONG_POLL_SERVED);
        Property.LONG_POLLS_ARE_ANSWERED.check(first.equals(woken.waiter()), () -> woken.waiter() + " before " + first);
        receives.received(poll.command(), leases);
        return () -> handOut(leases);
    }

    /** What holds after every step. */
    void check() {
        checks.figures(overcounted, polls.size());
    }

    /** What holds besides if alarms ring in time. */
    void checkInTime() {
        Map<WaiterId, Long> deadlines = new LinkedHashMap<>();
        polls.forEach((waiter, poll) -> deadlines.put(waiter, poll.until()));
        checks.nothingIsOverdue(deadlines);
    }

    // ---- the end of an owner

    /** Somebody else is about to take the shard: it hands out nothing any more. */
    void fallSilent() {
        answering = false;
        reads.stop();
    }

    void crash(boolean ghostCommits) {
        answering = false;
        closed = true;
        journal.crash(ghostCommits);
    }

    /** The journal was refused: everything in memory is worth nothing. */
    void giveUp() {
        if (!closed) {
            closed = true;
            state.close(CloseReason.HANDED_OVER);
        }
    }

    /** Writes everything, leases too, and gives the queue up. What every lease is then. */
    Map<Long, Letter> handOver() {
        writeLeases();
        Map<Long, Letter> leases = new HashMap<>();
        model.letters.stream()
                .filter(letter -> letter.receivesHere() > 0)
                .forEach(letter -> leases.put(letter.sequence, letter.copy()));
        List<WaiterId> released = state.close(CloseReason.HANDED_OVER);
        Property.LONG_POLLS_ARE_ANSWERED.check(
                released.equals(List.copyOf(polls.keySet())), () -> "released " + released + " of " + polls.keySet());
        closed = true;
        flush();
        return leases;
    }

    /** Everything that was decided becomes durable. */
    void flush() {
        int steps = 0;
        while (!journal.isIdle() && !journal.isLost()) {
            journal.step();
            int soFar = ++steps;
            Property.TIMERS.check(soFar < 100 * MOST_RINGS, () -> "the journal does not come to rest");
        }
    }

    /** The model's message, absent if it is not in the queue. */
    @Nullable
    Letter find(long sequence) {
        return model.find(sequence);
    }

    /** Whether there is anything to wait for before the next receive. */
    boolean isReading() {
        return reads.dueAt() != Long.MAX_VALUE;
    }

    Duration untilVisible() {
        long latest = world.now;
        for (Letter letter : model.letters) {
            latest = Math.max(latest, letter.visibleAt);
        }
        return Duration.ofMillis(latest - world.now);
    }
}

package io.posthorn.queue.simulation;

import io.posthorn.queue.state.JournalEntry;
import io.posthorn.queue.state.Lease;
import io.posthorn.queue.state.ReceiptHandle;
import io.posthorn.queue.state.ReceiveCommand;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/** What the receives of one owner got, compared with what its model says. */
final class Receives {
    private final World world;
    private final long epoch;
    private final ModelQueue model;
    private final ModelAttempts attempts;
    private final SimulatedReads reads;
    private final BooleanSupplier answering;
    private final Consumer<Letter> leaseChanged;

    Receives(
            World world,
            long epoch,
            ModelQueue model,
            ModelAttempts attempts,
            SimulatedReads reads,
            BooleanSupplier answering,
            Consumer<Letter> leaseChanged) {
        this.world = world;
        this.epoch = epoch;
        this.model = model;
        this.attempts = attempts;
        this.reads = reads;
        this.answering = answering;
        this.leaseChanged = leaseChanged;
    }

    /** What these entries drop or move: it may be gone from now on. */
    Set<Long> leaving(List<JournalEntry> entries) {
        Set<Long> sequences = new HashSet<>();
        for (JournalEntry entry : entries) {
            if (entry instanceof JournalEntry.Delete(long sequence)) {
                sequences.add(sequence);
            } else if (entry instanceof JournalEntry.Move move) {
                sequences.add(move.message().sequence());
            }
        }
        sequences.forEach(this::taken);
        return sequences;
    }

    /**
     * What a receive dropped or moved on its way; the changes of what is dropped.
     *
     * @param before what could be reached earlier in the same decision
     */
    List<Change> left(List<JournalEntry> entries, boolean redrive, Set<Long> before) {
        if (entries.isEmpty()) {
            return List.of();
        }
        List<Change> changes = new ArrayList<>();
        model.leave(entries, redrive, before, world.now);
        for (JournalEntry entry : entries) {
            if (entry instanceof JournalEntry.Delete(long sequence)) {
                world.saw(Event.EXPIRED_ON_THE_WAY);
                taken(sequence);
                changes.add(new Change.Removed(sequence));
            } else if (entry instanceof JournalEntry.Move move) {
                if (!redrive) {
                    world.saw(Event.MOVED_TO_DEAD_LETTERS);
                }
                taken(move.message().sequence());
            }
        }
        return changes;
    }

    /** A message left: if this is still the owner, it may be gone. */
    void taken(long sequence) {
        if (answering.getAsBoolean()) {
            world.ledger.mayBeGone(sequence);
        }
    }

    /** Checks what a receive got, and takes note of it. */
    void received(ReceiveCommand command, List<Lease> leases) {
        long visibleAt = world.now
                + (command.visibilityTimeout() == null
                                ? model.settings.visibilityTimeout()
                                : command.visibilityTimeout())
                        .toMillis();
        ModelAttempts.Attempt attempt =
                command.attemptId() == null ? null : attempts.retried(command.attemptId(), world.now);
        if (attempt != null) {
            checkReplay(attempt, leases, visibleAt);
            return;
        }
        List<Letter> deliverable = model.deliverable(world.now);
        boolean onePerGroup = command.onePerGroup() && model.settings.fifo();
        int available = ModelQueue.available(model.held(deliverable), onePerGroup);
        int expected = Math.max(0, Math.min(model.room(world.now), Math.min(command.max(), available)));
        // What becomes durable while the tail is read may have to wait for it.
        boolean exact = !reads.underWay();
        for (Lease lease : leases) {
            Letter letter = model.find(lease.sequence());
            if (letter == null || !letter.durable) {
                throw new Violation(
                        world.durable.wasDurable(lease.sequence())
                                ? Property.DELETES_STAY
                                : Property.NOTHING_IS_INVENTED,
                        "handed out but " + (letter == null ? "gone" : "not durable") + ": " + lease);
            }
            Property.ONE_LEASE.check(letter.visible(world.now), () -> "handed out but hidden: " + letter);
            Property.RECEIVE_LIMIT.check(!model.receivedTooOften(letter), () -> "handed out too often: " + letter);
            Property.RETENTION.check(!model.expired(letter, world.now), () -> "handed out too late: " + letter);
        }
        Property.RECEIVES_GET_WHAT_THERE_IS.check(
                leases.size() == expected || (!exact && leases.size() < expected),
                () -> command + " got " + leases + ", expected " + expected + " of " + deliverable);
        if (model.settings.fifo()) {
            model.checkGroups(leases, deliverable, onePerGroup, exact);
        }
        List<Letter> got = new ArrayList<>();
        for (Lease lease : leases) {
            Letter letter = Objects.requireNonNull(model.find(lease.sequence()));
            Property.ONE_LEASE.check(!got.contains(letter), () -> "twice in one receive: " + letter);
            got.add(letter);
            letter.received(epoch, letter.count + 1, world.now);
            letter.visibleAt = visibleAt;
            leaseChanged.accept(letter);
            checkLease(lease, letter);
        }
        if (!got.isEmpty()) {
            world.saw(Event.RECEIVED);
            delivered(leases, visibleAt, false);
            if (command.attemptId() != null) {
                attempts.remember(command.attemptId(), got, visibleAt, world.now);
            }
        }
    }

    private void checkReplay(ModelAttempts.Attempt attempt, List<Lease> leases, long visibleAt) {
        world.saw(Event.ATTEMPT_REPLAYED);
        Property.ATTEMPTS_ARE_REPLAYED.check(
                leases.stream()
                        .map(Lease::sequence)
                        .toList()
                        .equals(attempt.letters.stream()
                                .map(letter -> letter.sequence)
                                .toList()),
                () -> "replayed " + leases + ", expected " + attempt.letters);
        attempt.visibleAt = visibleAt;
        for (int i = 0; i < leases.size(); i++) {
            Letter letter = attempt.letters.get(i);
            letter.visibleAt = visibleAt;
            leaseChanged.accept(letter);
            checkLease(leases.get(i), letter);
        }
        delivered(leases, visibleAt, true);
    }

    private void checkLease(Lease lease, Letter letter) {
        Property.LEASES_TELL_THE_TRUTH.check(
                lease.receiveCount() == letter.count
                        && lease.messageId().low() == letter.id
                        && lease.visibleAt().toEpochMilli() == letter.visibleAt
                        && lease.sentAt().toEpochMilli() == letter.sentAt
                        && lease.firstReceived().toEpochMilli() == letter.firstReceived
                        && Objects.equals(lease.groupId(), letter.group)
                        && lease.handle()
                                .equals(new ReceiptHandle(
                                        World.QUEUE_ID, letter.sequence, letter.leaseEpoch, letter.count)),
                () -> lease + ", expected " + letter);
    }

    /** The moment of decision: from here on the messages are in one consumer's hands, if anybody is told. */
    private void delivered(List<Lease> leases, long visibleAt, boolean replay) {
        if (answering.getAsBoolean()) {
            world.ledger.delivered(leases.stream().map(Lease::sequence).toList(), epoch, visibleAt, replay, world.now);
        }
    }
}

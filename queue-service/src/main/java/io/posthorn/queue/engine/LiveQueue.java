package io.posthorn.queue.engine;

import io.posthorn.platform.shard.MisdirectedException;
import io.posthorn.queue.catalog.CatalogEntry;
import io.posthorn.queue.journal.QueueReader;
import io.posthorn.queue.journal.QueueRef;
import io.posthorn.queue.journal.Transport;
import io.posthorn.queue.queue.ActiveQueue;
import io.posthorn.queue.queue.NewVisibility;
import io.posthorn.queue.queue.PurgeResult;
import io.posthorn.queue.queue.QueueDescription;
import io.posthorn.queue.queue.ReceiveResult;
import io.posthorn.queue.queue.SqsErrors;
import io.posthorn.queue.seal.QueueSeal;
import io.posthorn.queue.state.CloseReason;
import io.posthorn.queue.state.Counts;
import io.posthorn.queue.state.Decision;
import io.posthorn.queue.state.Deletion;
import io.posthorn.queue.state.History;
import io.posthorn.queue.state.JournalEntry;
import io.posthorn.queue.state.LeaseRecord;
import io.posthorn.queue.state.MoveTarget;
import io.posthorn.queue.state.NewMessage;
import io.posthorn.queue.state.Payload;
import io.posthorn.queue.state.QueueState;
import io.posthorn.queue.state.ReceiptHandle;
import io.posthorn.queue.state.ReceiveCommand;
import io.posthorn.queue.state.Sent;
import io.posthorn.queue.state.StoredMessage;
import io.posthorn.queue.state.VisibilityChange;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongFunction;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * A queue in memory on its shard's loop: runs commands on the pure core, has what they decide made durable, then answers.
 *
 * <pre>
 *   serving ──deleted──▶ closed: calls answer that the queue does not exist
 *      │
 *      └──shard handed over, taken, or the journal lost entries──▶ closed: calls fail with {@link MisdirectedException}
 * </pre>
 */
final class LiveQueue implements ActiveQueue {
    private static final Logger LOG = Logger.getLogger(LiveQueue.class);

    private final OwnedShard shard;
    private final ShardLoop loop;
    private final QueueRef ref;
    private final QueueState state;
    private final Payloads payloads;
    private final ReadAhead readAhead;
    private final QueueJournal journal;
    private final Receives receives;
    private volatile CatalogEntry entry;
    private boolean targetExists = true;
    private final Departures departures;
    private final MeteredQueue metered;
    private @Nullable CloseReason closed;
    private @Nullable Instant alarm;

    LiveQueue(OwnedShard shard, CatalogEntry entry, QueueState state, QueueReader reader) {
        this.shard = shard;
        this.loop = shard.loop();
        this.entry = entry;
        this.ref = new QueueRef(
                entry.description().key().account(), entry.description().id());
        this.state = state;
        QueueSeal seal = shard.sealOf(ref);
        this.payloads = new Payloads(ref, loop.bodies(), reader, seal);
        this.readAhead = new ReadAhead(loop, state, reader, this::settle);
        this.departures = shard.departuresOf(this);
        this.journal = new QueueJournal(shard, this, ref, state, seal, payloads, departures);
        this.receives = new Receives(shard, this, state, journal, payloads);
        this.metered =
                new MeteredQueue(this, shard.meters().of(entry.description().key()));
    }

    /** The queue as callers see it. */
    MeteredQueue metered() {
        return metered;
    }

    @Override
    public QueueDescription description() {
        return entry.description();
    }

    @Override
    public Uni<List<Sent>> send(List<NewMessage> messages) {
        return onLoop(emitter -> {
            Decision<List<Sent>> decision = state.send(messages, loop.now());
            commit(decision, emitter, sent -> sent);
        });
    }

    @Override
    public Uni<List<Deletion>> delete(List<ReceiptHandle> handles) {
        return onLoop(emitter -> {
            Decision<List<Deletion>> decision = state.delete(handles, loop.now());
            commit(decision, emitter, deletions -> deletions);
        });
    }

    @Override
    public Uni<List<VisibilityChange>> changeVisibility(List<NewVisibility> changes) {
        return onLoop(emitter -> {
            List<VisibilityChange> answers = new ArrayList<>(changes.size());
            List<JournalEntry> entries = new ArrayList<>();
            boolean barrier = false;
            for (NewVisibility change : changes) {
                Decision<VisibilityChange> decision =
                        state.changeVisibility(change.handle(), change.timeout(), change.onlyInFlight(), loop.now());
                answers.add(decision.answer());
                entries.addAll(decision.entries());
                barrier |= decision.barrier();
            }
            loop.dirty(this);
            commit(new Decision<>(answers, entries, barrier), emitter, changed -> changed);
        });
    }

    @Override
    public Uni<PurgeResult> purge() {
        return shard.catalog(ref.account())
                .markPurged(description().key(), shard.lease())
                .chain(marked -> marked
                        ? this.<PurgeResult>onLoop(
                                emitter -> commit(state.purge(loop.now()), emitter, _ -> PurgeResult.PURGED))
                        : Uni.createFrom().item(PurgeResult.PURGED_RECENTLY));
    }

    @Override
    public Uni<Counts> counts() {
        return onLoop(emitter -> emitter.complete(state.counts(loop.now())));
    }

    @Override
    public Uni<ReceiveResult> receive(ReceiveCommand command, Duration wait) {
        return onLoop(emitter -> receives.receive(command, wait, emitter));
    }

    /** The queue's record changed; older news than what is known is ignored. On the loop. */
    void apply(CatalogEntry changed) {
        if (closed == null && changed.version() > entry.version()) {
            entry = changed;
            refreshTarget();
            state.settings(StateSettings.of(changed, targetExists), loop.now());
            timeHasCome();
        }
    }

    /** Looks whether the dead-letter queue exists: without one, messages are delivered however often. */
    void refreshTarget() {
        description()
                .attributes()
                .redrivePolicy()
                .ifPresent(policy -> shard.targets()
                        .exists(policy.deadLetterTarget())
                        .onSuccess(exists -> loop.run(() -> {
                            if (closed == null && exists != targetExists) {
                                targetExists = exists;
                                state.settings(StateSettings.of(entry, targetExists), loop.now());
                            }
                        })));
    }

    /** Gives the queue up; every call that waits is answered. On the loop. */
    void close(CloseReason reason) {
        if (closed != null) {
            return;
        }
        closed = reason;
        receives.close(state.close(reason), reason);
        loop.forget(this);
        payloads.clear();
    }

    /** Writes behind what receives changed. On the loop. */
    void writeLeases() {
        if (closed == null) {
            List<LeaseRecord> leases = state.drainLeaseRecords();
            if (!leases.isEmpty()) {
                journal.write(List.of(new JournalEntry.Leases(leases)));
            }
        }
    }

    /** Something may be due: retention, a delay, a lease, a long poll's end. On the loop. */
    void timeHasCome() {
        if (closed != null) {
            return;
        }
        alarm = null;
        Instant now = loop.now();
        var tick = state.tick(now);
        journal.write(tick.entries());
        if (tick.answer().more()) {
            loop.wakeAt(now.plusMillis(1), this);
        }
        settle();
    }

    private <T> Uni<T> onLoop(Consumer<UniEmitter<? super T>> command) {
        return Uni.createFrom()
                .emitter(emitter -> loop.run(() -> {
                    Throwable refusal = refusal();
                    if (refusal != null) {
                        emitter.fail(refusal);
                        return;
                    }
                    try {
                        command.accept(emitter);
                    } catch (RuntimeException bug) {
                        // The state may be half changed: what it says next would not be what the journal holds.
                        LOG.errorf(
                                bug,
                                "queue state gave up queue=%s",
                                description().key().name());
                        shard.abandon();
                        emitter.fail(bug);
                    }
                }));
    }

    private @Nullable Throwable refusal() {
        if (closed == CloseReason.DELETED) {
            return SqsErrors.queueDoesNotExist();
        }
        return closed == CloseReason.HANDED_OVER ? shard.misdirected() : shard.refusal();
    }

    private <A, T> void commit(Decision<A> decision, UniEmitter<? super T> emitter, Function<A, T> answer) {
        journal.commitThen(decision, () -> emitter.complete(answer.apply(decision.answer())), emitter::fail);
    }

    boolean isClosed() {
        return closed != null;
    }

    /** The bodies of the queue's messages. */
    Payloads payloads() {
        return payloads;
    }

    /** Completes on the loop after {@code pause}. */
    Future<Void> after(Duration pause) {
        return loop.after(pause);
    }

    /** A message that was to leave but has nowhere to go. */
    record Returning(StoredMessage message, Payload payload) {}

    /** Accepts again messages that had nowhere to go; what to append. On the loop. */
    List<JournalEntry> takeBack(List<Returning> returning) {
        List<NewMessage> messages = returning.stream()
                .map(each -> new NewMessage(
                        each.message().id(),
                        each.payload(),
                        each.message().size(),
                        each.message().groupId(),
                        each.message().groupId() == null
                                ? null
                                : each.message().id().toString(),
                        null,
                        new History(
                                each.message().sentAt(),
                                each.message().receiveCount(),
                                each.message().firstReceived())))
                .toList();
        return state.send(messages, loop.now()).entries();
    }

    /**
     * Takes up to {@code max} messages out for a move task; completes when they have left.
     *
     * @param progress given how many leave, what the task has come to with them
     */
    Future<Departures.Departed> redrive(
            MoveTarget target, int max, LongFunction<Optional<Transport.Progress>> progress) {
        Promise<Departures.Departed> done = Promise.promise();
        loop.run(() -> {
            Throwable refusal = refusal();
            if (refusal != null) {
                done.fail(refusal);
                return;
            }
            Decision<Integer> decision = state.redrive(target, max, loop.now());
            List<JournalEntry.Move> moves = QueueJournal.moves(decision.entries());
            journal.write(QueueJournal.staying(decision.entries()));
            settle();
            if (moves.isEmpty()) {
                done.complete(new Departures.Departed(0, 0, 0, !state.hasTail()));
            } else {
                departures.leave(moves, progress).onComplete(done);
            }
        });
        return done.future();
    }

    /**
     * Accepts messages that come from elsewhere, with what says that they have arrived; what became of each when all of it is
     * durable. On the loop, of a queue that is not closed.
     */
    List<Sent> arrive(List<NewMessage> messages, Transport transport) {
        Decision<List<Sent>> decision = state.send(messages, loop.now());
        journal.append(decision.entries(), transport, () -> {}, _ -> {});
        settle();
        return decision.answer();
    }

    /** Appends on behalf of a departure. On the loop. */
    Future<Void> appendAll(List<JournalEntry> entries, Transport transport) {
        Promise<Void> done = Promise.promise();
        loop.run(() -> {
            if (closed == null) {
                journal.append(entries, transport, done::complete, done::fail);
            } else {
                done.fail(shard.misdirected());
            }
        });
        return done.future();
    }

    /** After anything happened: long polls that can be answered are, and the next alarm is set. On the loop. */
    void settle() {
        if (closed != null) {
            return;
        }
        readAhead.look();
        receives.wake();
        Instant next = state.nextTimer();
        Instant set = alarm;
        if (next != null && (set == null || next.isBefore(set))) {
            alarm = next;
            loop.wakeAt(next, this);
        }
    }
}

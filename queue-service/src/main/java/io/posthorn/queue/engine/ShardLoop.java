package io.posthorn.queue.engine;

import io.posthorn.queue.journal.PgJournal;
import io.posthorn.queue.state.MessageBudget;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.impl.ContextInternal;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashSet;
import java.util.PriorityQueue;
import java.util.Set;

/**
 * One event loop on which shards run: everything about a queue happens here, so nothing locks. It owns the journal, the
 * cache of bodies and the timers that its queues share.
 */
final class ShardLoop {
    private record Alarm(Instant at, LiveQueue queue) {}

    private final Vertx vertx;
    private final ContextInternal context;
    private final Clock clock;
    private final PgJournal journal;
    private final BodyCache bodies;
    private final MessageBudget messages;
    private final Duration leaseDelay;
    private final PriorityQueue<Alarm> alarms = new PriorityQueue<>(Comparator.comparing(Alarm::at));
    private final Set<LiveQueue> dirty = new HashSet<>();
    private boolean flushing;
    private long timer = -1;
    private Instant timerAt = Instant.MAX;

    ShardLoop(
            Vertx vertx,
            ContextInternal context,
            Clock clock,
            PgJournal journal,
            BodyCache bodies,
            MessageBudget messages,
            Duration leaseDelay) {
        this.vertx = vertx;
        this.context = context;
        this.clock = clock;
        this.journal = journal;
        this.bodies = bodies;
        this.messages = messages;
        this.leaseDelay = leaseDelay;
    }

    PgJournal journal() {
        return journal;
    }

    BodyCache bodies() {
        return bodies;
    }

    /** How many messages its queues may hold in memory. */
    MessageBudget messages() {
        return messages;
    }

    Instant now() {
        return clock.instant();
    }

    /** Runs {@code task} on this loop: at once when the caller is on it already. */
    void run(Runnable task) {
        if (Vertx.currentContext() instanceof ContextInternal current
                && current.inThread()
                && current.nettyEventLoop() == context.nettyEventLoop()) {
            task.run();
        } else {
            context.runOnContext(_ -> task.run());
        }
    }

    /** Completes on this loop after {@code pause}. */
    Future<Void> after(Duration pause) {
        Promise<Void> over = Promise.promise();
        vertx.setTimer(Math.max(1, pause.toMillis()), _ -> run(over::complete));
        return over.future();
    }

    /** {@code queue} wants to be looked at, at {@code at}. Earlier wishes of the same queue stay. */
    void wakeAt(Instant at, LiveQueue queue) {
        alarms.add(new Alarm(at, queue));
        arm();
    }

    /** {@code queue} has leases that are not written yet. */
    void dirty(LiveQueue queue) {
        dirty.add(queue);
        if (!flushing) {
            flushing = true;
            vertx.setTimer(leaseDelay.toMillis(), _ -> flushLeases());
        }
    }

    void forget(LiveQueue queue) {
        dirty.remove(queue);
        alarms.removeIf(alarm -> alarm.queue() == queue);
    }

    Future<Void> close() {
        flushLeases();
        return journal.close();
    }

    private void flushLeases() {
        flushing = false;
        Set<LiveQueue> queues = Set.copyOf(dirty);
        dirty.clear();
        queues.forEach(LiveQueue::writeLeases);
    }

    private void arm() {
        Alarm first = alarms.peek();
        if (first == null || !first.at().isBefore(timerAt)) {
            return;
        }
        if (timer != -1) {
            vertx.cancelTimer(timer);
        }
        timerAt = first.at();
        // Rounded up: a timer that fires a moment early would find nothing due.
        long millis = Math.max(1, Duration.between(now(), timerAt).toMillis() + 1);
        timer = vertx.setTimer(millis, _ -> ring());
    }

    private void ring() {
        timer = -1;
        timerAt = Instant.MAX;
        Instant now = now();
        Set<LiveQueue> due = new HashSet<>();
        for (Alarm alarm = alarms.peek(); alarm != null && !alarm.at().isAfter(now); alarm = alarms.peek()) {
            due.add(alarms.remove().queue());
        }
        due.forEach(LiveQueue::timeHasCome);
        arm();
    }
}

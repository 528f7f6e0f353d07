package io.posthorn.queue.simulation;

import io.posthorn.queue.state.Counts;
import io.posthorn.queue.state.QueueState;
import io.posthorn.queue.state.WaiterId;
import java.time.Instant;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** What holds of one owner's queue after every step. */
final class StepChecks {
    private final World world;
    private final ModelQueue model;
    private final QueueState state;
    private final SimulatedReads reads;

    StepChecks(World world, ModelQueue model, QueueState state, SimulatedReads reads) {
        this.world = world;
        this.model = model;
        this.state = state;
        this.reads = reads;
    }

    /** The figures, at any time. */
    void figures(int overcounted, int waiters) {
        long now = world.now;
        Counts counts = state.counts(world.time());
        int visible = 0;
        int inFlight = 0;
        int delayed = 0;
        int pending = 0;
        long oldest = Long.MAX_VALUE;
        Set<String> groups = new HashSet<>();
        for (Letter letter : model.letters) {
            visible += letter.visible(now) ? 1 : 0;
            delayed += letter.delayed(now) ? 1 : 0;
            pending += letter.durable ? 0 : 1;
            if (letter.inFlight(now)) {
                inFlight++;
                groups.add(String.valueOf(letter.group));
            }
            if (letter.durable && (model.settings.fifo() || letter.receivesHere() < 3)) {
                oldest = Math.min(oldest, letter.sentAt);
            }
        }
        if (state.hasTail() || reads.underWay()) {
            world.saw(Event.TAIL_LEFT_TO_THE_STORE);
            int total = visible + inFlight + delayed + pending;
            int counted = counts.visible() + counts.inFlight() + counts.delayed() + counts.pending();
            Property.COUNTS.check(
                    counted <= total && counted >= total - overcounted,
                    () -> counts + ", expected " + total + " in all");
            return;
        }
        Counts expected = new Counts(
                visible,
                inFlight,
                delayed,
                pending,
                oldest == Long.MAX_VALUE ? null : Instant.ofEpochMilli(oldest),
                model.settings.fifo() ? groups.size() : 0,
                counts.noisyGroups(),
                counts.quiet(),
                waiters);
        Property.COUNTS.check(counts.equals(expected), () -> counts + ", expected " + expected);
    }

    /** That nothing is overdue, if alarms ring in time. */
    void nothingIsOverdue(Map<WaiterId, Long> polls) {
        if (!polls.isEmpty() && !reads.underWay()) {
            Property.LONG_POLLS_ARE_ANSWERED.check(
                    model.room(world.now) <= 0
                            || model.held(model.deliverable(world.now)).isEmpty(),
                    () -> polls.keySet() + " wait though there is " + model.deliverable(world.now));
        }
        for (Map.Entry<WaiterId, Long> poll : polls.entrySet()) {
            Property.LONG_POLLS_ARE_ANSWERED.check(
                    poll.getValue() > world.now, () -> poll.getKey() + " waits for too long");
        }
        for (Letter letter : model.letters) {
            Property.RETENTION.check(
                    !model.expired(letter, world.now) || !state.holds(letter.sequence) || reads.underWay(),
                    () -> "kept for too long: " + letter);
        }
    }
}

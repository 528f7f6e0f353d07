package io.posthorn.queue.simulation;

import io.posthorn.queue.state.JournalEntry;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Group commit as one event loop does it: while a group is under way the next gathers, and a group whose answer was lost is repeated.
 *
 * <pre>
 *   waiting ──► under way ── written ──► committed ── told ──► durable
 *                  ▲  │                     │
 *                  │  └─ another owner ──► lost, and all that waits
 *                  └──── the answer was lost ┘
 * </pre>
 */
final class SimulatedJournal {
    private static final int ANSWER_LOST_PERCENT = 12;

    /**
     * What is to be written together.
     *
     * @param changes what the model expects it to do
     * @param durable told when it is
     */
    record Append(List<JournalEntry> entries, List<Change> changes, Runnable durable) {
        boolean isBarrier() {
            return entries.isEmpty();
        }
    }

    private final World world;
    private final long epoch;
    private final ArrayDeque<Append> waiting = new ArrayDeque<>();
    private @Nullable List<Append> underWay;
    private boolean written;
    private boolean expected;
    private boolean lost;

    SimulatedJournal(World world, long epoch) {
        this.world = world;
        this.epoch = epoch;
    }

    void append(Append append) {
        if (lost) {
            return;
        }
        if (append.isBarrier() && waiting.isEmpty() && underWay == null) {
            append.durable().run();
            return;
        }
        waiting.add(append);
    }

    boolean isIdle() {
        return underWay == null && waiting.isEmpty();
    }

    /** Whether the shard turned out to be somebody else's. */
    boolean isLost() {
        return lost;
    }

    /** One step; false if there was nothing to do. */
    boolean step() {
        List<Append> group = underWay;
        if (group == null) {
            return gather();
        }
        if (!written) {
            write(group);
        } else if (world.chance(ANSWER_LOST_PERCENT)) {
            world.trace(() -> "  the answer of a commit is lost, epoch " + epoch);
            world.saw(Event.GROUP_REPEATED);
            written = false;
        } else {
            underWay = null;
            // The next group may be on its way before the answers of this one are given.
            if (world.chance(50)) {
                gather();
            }
            if (epoch != world.store.epoch()) {
                world.saw(Event.ZOMBIE_ANSWERED_WHAT_IS_DURABLE);
            }
            group.forEach(append -> append.durable().run());
        }
        return true;
    }

    private boolean gather() {
        if (waiting.isEmpty()) {
            return false;
        }
        int size = 1 + world.random.nextInt(waiting.size());
        List<Append> group = new ArrayList<>(size);
        for (int i = 0; i < size; i++) {
            group.add(waiting.removeFirst());
        }
        underWay = group;
        expected = false;
        written = group.stream().allMatch(Append::isBarrier);
        return true;
    }

    private void write(List<Append> group) {
        List<JournalEntry> entries =
                group.stream().flatMap(append -> append.entries().stream()).toList();
        boolean accepted = world.store.commit(epoch, entries);
        world.trace(
                () -> "  commit of epoch " + epoch + (accepted ? "" : " refused") + ": " + entries.size() + " entries");
        if (!accepted) {
            world.saw(Event.ZOMBIE_REFUSED);
            lost = true;
            underWay = null;
            waiting.clear();
            return;
        }
        Property.ONLY_THE_OWNER_ACTS.check(
                epoch == world.store.epoch(), () -> "epoch " + epoch + " wrote after " + world.store.epoch());
        written = true;
        world.saw(Event.GROUP_COMMITTED);
        if (!expected) {
            expected = true;
            group.forEach(append -> append.changes().forEach(world.durable::apply));
        }
    }

    /** The process died: what was under way may still be committed, the rest is gone. */
    void crash(boolean ghostCommits) {
        List<Append> group = underWay;
        if (group != null && !written && ghostCommits) {
            world.saw(Event.GHOST_COMMITTED);
            write(group);
        }
        lost = true;
        underWay = null;
        waiting.clear();
    }
}

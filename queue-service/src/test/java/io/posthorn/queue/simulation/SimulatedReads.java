package io.posthorn.queue.simulation;

import io.posthorn.queue.state.QueueState;
import io.posthorn.queue.state.StoredMessage;
import io.posthorn.queue.state.TailRead;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads a deep backlog back as the engine does, one read at a time; some see the store as it was at their begin, some fail. */
final class SimulatedReads {
    private static final int FAILS_PERCENT = 10;
    private static final int LONGEST_MILLIS = 50;
    private static final long AGAIN_MILLIS = 200;

    /** A read; {@code seen} is absent if it looks at its end. */
    private record Reading(
            TailRead read, long until, @Nullable List<StoredMessage> seen) {}

    private final World world;
    private final QueueState state;
    private @Nullable Reading reading;
    private long restsUntil = Long.MIN_VALUE;
    private boolean stopped;

    SimulatedReads(World world, QueueState state) {
        this.world = world;
        this.state = state;
    }

    boolean underWay() {
        return reading != null;
    }

    /** Begins a read if one is wanted. */
    void look() {
        if (reading != null || stopped || restsUntil > world.now) {
            return;
        }
        TailRead wanted = state.readAhead();
        if (wanted != null) {
            world.trace(() -> "  reads " + wanted);
            boolean looksAtItsBegin = world.random.nextBoolean();
            reading = new Reading(
                    wanted, world.now + world.random.nextInt(LONGEST_MILLIS), looksAtItsBegin ? rows(wanted) : null);
        }
    }

    private List<StoredMessage> rows(TailRead read) {
        return world.store.rows(read.after(), read.through(), read.limit());
    }

    /** Ends a read whose time is over. */
    void goOn() {
        Reading over = reading;
        if (over == null || stopped || over.until() > world.now) {
            return;
        }
        reading = null;
        if (world.chance(FAILS_PERCENT)) {
            world.saw(Event.READ_FAILED);
            state.readFailed(over.read(), world.time());
            restsUntil = world.now + AGAIN_MILLIS;
            return;
        }
        world.saw(Event.READ_AHEAD);
        List<StoredMessage> seen = over.seen();
        List<StoredMessage> rows = seen == null ? rows(over.read()) : seen;
        world.trace(() -> "  " + over.read() + " brings " + rows.size());
        state.read(over.read(), rows, world.time());
    }

    /** When a read ends or may begin again; {@link Long#MAX_VALUE} if there is none. */
    long dueAt() {
        if (stopped) {
            return Long.MAX_VALUE;
        }
        Reading current = reading;
        if (current != null) {
            return current.until();
        }
        return restsUntil > world.now ? restsUntil : Long.MAX_VALUE;
    }

    /** The owner is none any more: what its successor makes of the rows is not for this state. A read stays under way. */
    void stop() {
        stopped = true;
    }
}

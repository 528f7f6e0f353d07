package io.posthorn.topic.delivery;

import io.vertx.core.Context;
import io.vertx.core.Future;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/**
 * Has what the engine does with targets' rows done one after the other, in the order in which it is brought. A claim passes
 * over targets that are locked: beside rounds that never end it would find none. For the engine's thread only.
 */
final class StoreTurns {
    private static final Logger LOG = Logger.getLogger(StoreTurns.class);

    private final Context context;
    private final Deque<Supplier<? extends Future<?>>> waiting = new ArrayDeque<>();
    private boolean busy;

    StoreTurns(Context context) {
        this.context = context;
    }

    /** Has {@code work} begin when all that was brought before it has ended, well or not. */
    void take(Supplier<? extends Future<?>> work) {
        waiting.add(work);
        if (!busy) {
            busy = true;
            next();
        }
    }

    private void next() {
        Supplier<? extends Future<?>> work = waiting.poll();
        if (work == null) {
            busy = false;
        } else {
            begin(work).onComplete(_ -> context.runOnContext(_ -> next()));
        }
    }

    private static Future<?> begin(Supplier<? extends Future<?>> work) {
        try {
            return work.get();
        } catch (RuntimeException bug) {
            LOG.error("what is kept of deliveries could not be asked", bug);
            return Future.failedFuture(bug);
        }
    }
}

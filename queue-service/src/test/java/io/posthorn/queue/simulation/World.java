package io.posthorn.queue.simulation;

import io.posthorn.queue.state.QueueSettings;
import io.posthorn.queue.state.ReceiptHandle;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What all owners of one run share: time, chance, the store, what is expected of it, and what callers know. */
final class World {
    static final long QUEUE_ID = 5;
    private static final long START = Instant.parse("2026-03-01T10:00:00Z").toEpochMilli();

    final SplittableRandom random;
    final SimulatedStore store = new SimulatedStore();
    final DurableModel durable = new DurableModel();
    final Ledger ledger = new Ledger();
    /** Every handle that a caller got, in order. */
    final List<ReceiptHandle> handles = new ArrayList<>();

    private final Set<Event> seen = EnumSet.noneOf(Event.class);
    private final @Nullable List<String> trace;
    QueueSettings settings;
    /** How many messages the owner may have in memory. */
    long budget = Long.MAX_VALUE;

    long now = START;
    private long lastId;

    World(SplittableRandom random, QueueSettings settings, @Nullable List<String> trace) {
        this.random = random;
        this.settings = settings;
        this.trace = trace;
    }

    Instant time() {
        return Instant.ofEpochMilli(now);
    }

    long freshId() {
        return ++lastId;
    }

    /** True {@code percent} times in a hundred. */
    boolean chance(int percent) {
        return random.nextInt(100) < percent;
    }

    void saw(Event event) {
        seen.add(event);
    }

    Set<Event> seen() {
        return seen;
    }

    void trace(Supplier<String> line) {
        if (trace != null) {
            trace.add("+" + (now - START) + "ms " + line.get());
        }
    }
}

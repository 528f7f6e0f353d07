package io.posthorn.queue.engine;

import io.posthorn.queue.state.Payload;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Payloads of one event loop's queues, up to a number of bytes; what is not here is read from the store. When it is full
 * the newest are left out: messages are received oldest first, so those already here are wanted sooner.
 */
final class BodyCache {
    /** What an entry costs besides its bytes. */
    private static final int ENTRY_BYTES = 160;

    /** What is kept of one queue, by sequence. */
    private static final class Shelf {
        private final Map<Long, Payload> payloads = new HashMap<>();
        private long bytes;
    }

    private final long budget;
    private final Map<Long, Shelf> shelves = new HashMap<>();
    private long bytes;

    BodyCache(long budget) {
        this.budget = budget;
    }

    void add(long queueId, long sequence, Payload payload) {
        long cost = cost(payload);
        if (bytes + cost > budget) {
            return;
        }
        Shelf shelf = shelves.computeIfAbsent(queueId, _ -> new Shelf());
        if (shelf.payloads.putIfAbsent(sequence, payload) == null) {
            shelf.bytes += cost;
            bytes += cost;
        }
    }

    @Nullable
    Payload get(long queueId, long sequence) {
        Shelf shelf = shelves.get(queueId);
        return shelf == null ? null : shelf.payloads.get(sequence);
    }

    void remove(long queueId, long sequence) {
        Shelf shelf = shelves.get(queueId);
        Payload removed = shelf == null ? null : shelf.payloads.remove(sequence);
        if (shelf == null || removed == null) {
            return;
        }
        long cost = cost(removed);
        shelf.bytes -= cost;
        bytes -= cost;
        if (shelf.payloads.isEmpty()) {
            shelves.remove(queueId);
        }
    }

    /** Forgets all of a queue, however much it is: it was purged, deleted, or is somebody else's now. */
    void removeQueue(long queueId) {
        Shelf shelf = shelves.remove(queueId);
        if (shelf != null) {
            bytes -= shelf.bytes;
        }
    }

    long bytes() {
        return bytes;
    }

    private static long cost(Payload payload) {
        return ENTRY_BYTES + (long) payload.body().length + payload.attributes().length;
    }
}

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

    private record Key(long queueId, long sequence) {}

    private final long budget;
    private final Map<Key, Payload> payloads = new HashMap<>();
    private long bytes;

    BodyCache(long budget) {
        this.budget = budget;
    }

    void add(long queueId, long sequence, Payload payload) {
        long cost = cost(payload);
        if (bytes + cost > budget) {
            return;
        }
        if (payloads.putIfAbsent(new Key(queueId, sequence), payload) == null) {
            bytes += cost;
        }
    }

    @Nullable
    Payload get(long queueId, long sequence) {
        return payloads.get(new Key(queueId, sequence));
    }

    void remove(long queueId, long sequence) {
        Payload removed = payloads.remove(new Key(queueId, sequence));
        if (removed != null) {
            bytes -= cost(removed);
        }
    }

    /** Forgets all of a queue: it was purged, deleted, or is somebody else's now. */
    void removeQueue(long queueId) {
        payloads.entrySet().removeIf(entry -> {
            boolean gone = entry.getKey().queueId() == queueId;
            if (gone) {
                bytes -= cost(entry.getValue());
            }
            return gone;
        });
    }

    long bytes() {
        return bytes;
    }

    private static long cost(Payload payload) {
        return ENTRY_BYTES + (long) payload.body().length + payload.attributes().length;
    }
}

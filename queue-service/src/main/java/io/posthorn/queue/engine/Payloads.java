package io.posthorn.queue.engine;

import io.posthorn.queue.journal.QueueReader;
import io.posthorn.queue.journal.QueueRef;
import io.posthorn.queue.seal.QueueSeal;
import io.posthorn.queue.state.JournalEntry;
import io.posthorn.queue.state.MessageId;
import io.posthorn.queue.state.Payload;
import io.posthorn.queue.state.QueueState;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The bodies and attributes of one queue's messages: from the cache of its loop, else from the store and unsealed. */
final class Payloads {
    private final long queueId;
    private final BodyCache cache;
    private final QueueReader reader;
    private final QueueSeal seal;

    Payloads(QueueRef queue, BodyCache cache, QueueReader reader, QueueSeal seal) {
        this.queueId = queue.queueId();
        this.cache = cache;
        this.reader = reader;
        this.seal = seal;
    }

    /** The payloads of the messages {@code ids}, by sequence; those of messages that are gone are missing. On the loop. */
    Future<Map<Long, Payload>> of(Map<Long, MessageId> ids) {
        Map<Long, Payload> found = new HashMap<>();
        List<Long> missing = new ArrayList<>(0);
        for (Long sequence : ids.keySet()) {
            Payload payload = cache.get(queueId, sequence);
            if (payload == null) {
                missing.add(sequence);
            } else {
                found.put(sequence, payload);
            }
        }
        if (missing.isEmpty()) {
            return Future.succeededFuture(found);
        }
        return reader.payloads(missing)
                .compose(stored -> seal.open(ids, stored))
                .map(loaded -> {
                    found.putAll(loaded);
                    return found;
                });
    }

    /**
     * These entries are durable: what is gone needs no payload any more, and what came in is kept if a receive may soon ask for
     * it. On the loop.
     */
    void reflect(List<JournalEntry> entries, QueueState state) {
        for (JournalEntry each : entries) {
            switch (each) {
                case JournalEntry.Insert(var message, var payload) -> {
                    if (state.holds(message.sequence())) {
                        cache.add(queueId, message.sequence(), payload);
                    }
                }
                case JournalEntry.Delete(long sequence) -> cache.remove(queueId, sequence);
                case JournalEntry.Move move ->
                    cache.remove(queueId, move.message().sequence());
                case JournalEntry.Purge _ -> cache.removeQueue(queueId);
                case JournalEntry.Leases _ -> {}
                case JournalEntry.Remember _ -> {}
                case JournalEntry.Forget _ -> {}
            }
        }
    }

    /** The queue is not served here any more. On the loop. */
    void clear() {
        cache.removeQueue(queueId);
    }
}

package io.posthorn.queue.state;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/**
 * The deduplication IDs that were accepted within the last five minutes.
 *
 * <pre>
 *   (unknown) ── accepted ──► REMEMBERED ── 5 min after the accept ──► over ── evicted ──► (unknown)
 *                                 │  ▲                                  │
 *                       duplicate └──┘ (not extended)                   └── accepted again ──► REMEMBERED
 * </pre>
 *
 * <p>Deleting or receiving the message changes nothing; purging the queue forgets all (behaviours 10 and 11).
 */
final class DedupWindow {

    static final Duration WINDOW = Duration.ofMinutes(5);

    /** How late an ID whose window is over may be evicted by the clock alone, so that evictions come in batches. */
    private static final long SWEEP_DELAY_MILLIS = 10_000;

    /** An accepted ID; equal to another with the same scope and ID. */
    private static final class Entry {
        private final String scope;
        private final String deduplicationId;
        private final long idHigh;
        private final long idLow;
        private final long sequence;
        private final long expiresAt;

        Entry(String scope, String deduplicationId, MessageId id, long sequence, long expiresAt) {
            this.scope = scope;
            this.deduplicationId = deduplicationId;
            this.idHigh = id.high();
            this.idLow = id.low();
            this.sequence = sequence;
            this.expiresAt = expiresAt;
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Entry that
                    && deduplicationId.equals(that.deduplicationId)
                    && scope.equals(that.scope);
        }

        @Override
        public int hashCode() {
            return Objects.hash(scope, deduplicationId);
        }
    }

    private static final MessageId NO_MESSAGE = new MessageId(0, 0);

    private final Map<Entry, Entry> entries = new HashMap<>();
    private final PriorityQueue<Entry> byExpiry = new PriorityQueue<>((a, b) -> Long.compare(a.expiresAt, b.expiresAt));

    /** The message that was accepted with this key, if its window is not over. */
    Sent.@Nullable Duplicate find(String scope, String deduplicationId, long now) {
        Entry entry = entries.get(new Entry(scope, deduplicationId, NO_MESSAGE, 0, 0));
        if (entry == null || entry.expiresAt <= now) {
            return null;
        }
        return new Sent.Duplicate(new MessageId(entry.idHigh, entry.idLow), entry.sequence);
    }

    /** Remembers a key from now on; what it meant before is over. */
    DedupRecord remember(String scope, String deduplicationId, MessageId id, long sequence, long now) {
        long expiresAt = now + WINDOW.toMillis();
        put(new Entry(scope, deduplicationId, id, sequence, expiresAt));
        return new DedupRecord(new DedupKey(scope, deduplicationId), id, sequence, Instant.ofEpochMilli(expiresAt));
    }

    void restore(DedupRecord dedup) {
        DedupKey key = dedup.key();
        put(new Entry(
                key.scope(),
                key.deduplicationId(),
                dedup.messageId(),
                dedup.sequence(),
                dedup.expiresAt().toEpochMilli()));
    }

    private void put(Entry entry) {
        // The key object must be that of the latest entry: eviction tells by identity whether an entry was replaced.
        entries.remove(entry);
        entries.put(entry, entry);
        byExpiry.add(entry);
    }

    /** Evicts up to {@code max} keys whose windows are over, and returns them. */
    List<DedupKey> evict(long now, int max) {
        List<DedupKey> keys = new ArrayList<>();
        for (int i = 0; i < max; i++) {
            Entry entry = byExpiry.peek();
            if (entry == null || entry.expiresAt > now) {
                break;
            }
            byExpiry.poll();
            if (isLatest(entry)) {
                entries.remove(entry);
                keys.add(new DedupKey(entry.scope, entry.deduplicationId));
            }
        }
        return keys;
    }

    @SuppressWarnings("ReferenceEquality")
    private boolean isLatest(Entry entry) {
        return entries.get(entry) == entry;
    }

    /** When a sweep is worth its while; {@link Long#MAX_VALUE} if nothing is remembered. */
    long nextSweep() {
        Entry entry = byExpiry.peek();
        return entry == null ? Long.MAX_VALUE : entry.expiresAt + SWEEP_DELAY_MILLIS;
    }

    int size() {
        return entries.size();
    }

    void clear() {
        entries.clear();
        byExpiry.clear();
    }
}

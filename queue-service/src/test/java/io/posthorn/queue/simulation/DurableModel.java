package io.posthorn.queue.simulation;

import io.posthorn.queue.state.DedupKey;
import io.posthorn.queue.state.StoredMessage;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What must be in the store after what was committed: built from the commands, never from what the code under test wrote. */
final class DurableModel {
    final TreeMap<Long, Letter> letters = new TreeMap<>();
    final Map<String, Change.Original> remembered = new HashMap<>();
    private final Set<Long> everAdded = new HashSet<>();

    void apply(Change change) {
        switch (change) {
            case Change.Added(Letter letter) -> {
                Letter durable = letter.copy();
                durable.durable = true;
                letters.put(letter.sequence, durable);
                everAdded.add(letter.sequence);
            }
            case Change.Removed(long sequence) -> letters.remove(sequence);
            case Change.Leased(var leased) ->
                leased.forEach(lease -> {
                    Letter letter = letters.get(lease.sequence);
                    if (letter != null) {
                        letter.takeLease(lease);
                    }
                });
            case Change.Remembered(String key, Change.Original original) -> remembered.put(key, original);
            case Change.Purged(long through) -> {
                letters.headMap(through, true).clear();
                remembered.values().removeIf(original -> original.sequence() <= through);
            }
        }
    }

    /** Whether the message was durable at some time. */
    boolean wasDurable(long sequence) {
        return everAdded.contains(sequence);
    }

    /** Compares with what the code under test has made of the store. */
    void compareWith(SimulatedStore store, long now) {
        Property.JOURNAL.check(
                store.rows().keySet().equals(letters.keySet()),
                () -> "rows " + store.rows().keySet() + ", expected " + letters.values());
        for (StoredMessage row : store.rows().values()) {
            Letter letter = letters.get(row.sequence());
            Property.JOURNAL.check(letter != null && same(letter, row), () -> "row " + row + ", expected " + letter);
        }
        for (Map.Entry<String, Change.Original> each : remembered.entrySet()) {
            Change.Original original = each.getValue();
            if (original.expiresAt() > now) {
                var record = store.remembered().get(keyOf(each.getKey()));
                Property.JOURNAL.check(
                        record != null
                                && record.sequence() == original.sequence()
                                && record.messageId().low() == original.id()
                                && record.expiresAt().toEpochMilli() == original.expiresAt(),
                        () -> "deduplication ID " + each.getKey() + " is " + record + ", expected " + original);
            }
        }
    }

    private static DedupKey keyOf(String key) {
        int slash = key.indexOf('/');
        return new DedupKey(key.substring(0, slash), key.substring(slash + 1));
    }

    private static boolean same(Letter letter, StoredMessage row) {
        return row.id().low() == letter.id
                && row.sentAt().toEpochMilli() == letter.sentAt
                && row.visibleAt().toEpochMilli() == letter.visibleAt
                && row.receiveCount() == letter.count
                && row.receivedElsewhere() == letter.elsewhere
                && row.leaseEpoch() == letter.leaseEpoch
                && millis(row.leasedAt()) == letter.leasedAt
                && millis(row.firstReceived()) == letter.firstReceived
                && Objects.equals(row.groupId(), letter.group)
                && Objects.equals(row.deduplicationId(), letter.deduplicationId);
    }

    private static long millis(@Nullable Instant instant) {
        return instant == null ? 0 : instant.toEpochMilli();
    }
}

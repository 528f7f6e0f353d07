package io.posthorn.queue.simulation;

import io.posthorn.queue.state.DedupKey;
import io.posthorn.queue.state.DedupRecord;
import io.posthorn.queue.state.JournalEntry;
import io.posthorn.queue.state.StoredMessage;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * What PostgreSQL does for one queue: transactions that fail for a deposed owner, and otherwise apply their entries sorted by kind,
 * as the journal's statements do. Transactions may be repeated.
 */
final class SimulatedStore {
    private final TreeMap<Long, StoredMessage> rows = new TreeMap<>();
    private final Map<DedupKey, DedupRecord> remembered = new HashMap<>();
    private long epoch;

    /** Gives the shard to another owner; nobody with an earlier epoch writes from now on. */
    long take() {
        return ++epoch;
    }

    long epoch() {
        return epoch;
    }

    /** Writes a group at once, or nothing of it: false if {@code owner} is not the owner's epoch any more. */
    boolean commit(long owner, List<JournalEntry> entries) {
        if (owner != epoch) {
            return false;
        }
        Map<DedupKey, DedupRecord> remember = new LinkedHashMap<>();
        Set<DedupKey> forget = new LinkedHashSet<>();
        for (JournalEntry entry : entries) {
            switch (entry) {
                case JournalEntry.Insert insert ->
                    rows.putIfAbsent(insert.message().sequence(), insert.message());
                case JournalEntry.Remember(var dedup) -> {
                    forget.remove(dedup.key());
                    remember.put(dedup.key(), dedup);
                }
                case JournalEntry.Forget(var keys) -> {
                    keys.forEach(remember::remove);
                    forget.addAll(keys);
                }
                case JournalEntry.Move move ->
                    throw new Violation(Property.JOURNAL, "a move is not for the journal: " + move);
                case JournalEntry.Delete _ -> {}
                case JournalEntry.Leases _ -> {}
                case JournalEntry.Purge _ -> {}
            }
        }
        remembered.putAll(remember);
        for (JournalEntry entry : entries) {
            if (entry instanceof JournalEntry.Delete(long sequence)) {
                rows.remove(sequence);
            }
        }
        for (JournalEntry entry : entries) {
            if (entry instanceof JournalEntry.Leases(var leases)) {
                leases.forEach(lease -> rows.computeIfPresent(lease.sequence(), (_, row) -> row.with(lease)));
            }
        }
        for (JournalEntry entry : entries) {
            if (entry instanceof JournalEntry.Purge(long through)) {
                rows.headMap(through, true).clear();
                remembered.values().removeIf(record -> record.sequence() <= through);
            }
        }
        forget.forEach(remembered::remove);
        return true;
    }

    Map<Long, StoredMessage> rows() {
        return rows;
    }

    Map<DedupKey, DedupRecord> remembered() {
        return remembered;
    }

    /** The first {@code limit} rows with a sequence in (after, through], in order of sequence. */
    List<StoredMessage> rows(long after, long through, int limit) {
        return rows.subMap(after, false, through, true).values().stream()
                .limit(limit)
                .toList();
    }
}

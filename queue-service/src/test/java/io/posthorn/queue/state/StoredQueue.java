package io.posthorn.queue.state;

import java.util.Map;

/** What a journal does with its entries, in maps. */
final class StoredQueue {

    private StoredQueue() {}

    static void apply(JournalEntry entry, Map<Long, StoredMessage> rows, Map<DedupKey, DedupRecord> remembered) {
        switch (entry) {
            case JournalEntry.Insert insert -> rows.put(insert.message().sequence(), insert.message());
            case JournalEntry.Delete delete -> rows.remove(delete.sequence());
            case JournalEntry.Leases leases ->
                leases.leases().forEach(lease -> rows.computeIfPresent(lease.sequence(), (_, row) -> row.with(lease)));
            case JournalEntry.Remember remember ->
                remembered.put(remember.dedup().key(), remember.dedup());
            case JournalEntry.Forget forget -> forget.keys().forEach(remembered::remove);
            case JournalEntry.Purge purge -> {
                rows.keySet().removeIf(sequence -> sequence <= purge.throughSequence());
                remembered.clear();
            }
            case JournalEntry.Move move -> rows.remove(move.message().sequence());
        }
    }
}

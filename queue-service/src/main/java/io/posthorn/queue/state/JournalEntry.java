package io.posthorn.queue.state;

import java.util.List;

/**
 * One change of a queue that must survive a crash. Entries of one queue are applied in the order in which they were decided, and
 * those of one decision in one transaction.
 */
public sealed interface JournalEntry {

    /** A message was accepted: insert its row. */
    record Insert(StoredMessage message, Payload payload) implements JournalEntry {}

    /** A message was deleted or outlived its retention: delete its row, if it is there. */
    record Delete(long sequence) implements JournalEntry {}

    /**
     * Messages were received or their visibility changed: update the rows that are still there. Written behind: it may be lost in a
     * crash, and then its messages are delivered again.
     */
    record Leases(List<LeaseRecord> leases) implements JournalEntry {
        public Leases {
            leases = List.copyOf(leases);
        }
    }

    /** A deduplication ID was accepted: insert it, or replace the older record of the same key. */
    record Remember(DedupRecord dedup) implements JournalEntry {}

    /** The windows of these deduplication IDs are over: delete their records. */
    record Forget(List<DedupKey> keys) implements JournalEntry {
        public Forget {
            keys = List.copyOf(keys);
        }
    }

    /**
     * The queue was purged: delete every message row whose sequence is at most {@code throughSequence}, whether visible, in flight
     * or delayed, and every deduplication record of the queue.
     */
    record Purge(long throughSequence) implements JournalEntry {}

    /**
     * A message leaves for another queue: in one transaction delete its row and write the outgoing delivery, with the payload of the
     * row.
     *
     * @param message the message as it leaves, with the receives that it had here
     * @param target where it goes, and why
     */
    record Move(StoredMessage message, MoveTarget target) implements JournalEntry {}
}

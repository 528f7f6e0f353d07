package io.posthorn.queue.journal;

import io.posthorn.platform.outbox.OutboxRecord;
import io.posthorn.queue.shard.ShardLease;
import io.posthorn.queue.state.JournalEntry;
import java.util.List;

/** Entries that become durable together, and who waits for them. */
record Append(
        ShardLease lease,
        QueueRef queue,
        List<JournalEntry> entries,
        Transport transport,
        Journal.Completion completion,
        long bytes) {
    /** What an entry costs besides its payload: its columns on the wire and its objects here. */
    private static final int ENTRY_BYTES = 256;

    static Append of(
            ShardLease lease,
            QueueRef queue,
            List<JournalEntry> entries,
            Transport transport,
            Journal.Completion completion) {
        long bytes = 0;
        for (JournalEntry entry : entries) {
            bytes += ENTRY_BYTES;
            if (entry instanceof JournalEntry.Insert insert) {
                bytes += insert.payload().body().length + insert.payload().attributes().length;
            }
        }
        for (OutboxRecord record : transport.outgoing()) {
            bytes += ENTRY_BYTES + record.payload().size();
        }
        bytes += (long) ENTRY_BYTES * transport.keys().size();
        return new Append(lease, queue, entries, transport, completion, bytes);
    }

    boolean isBarrier() {
        return entries.isEmpty() && transport.isEmpty();
    }

    /** How many things it writes. */
    int size() {
        return entries.size()
                + transport.outgoing().size()
                + transport.arrived().size()
                + transport.keys().size();
    }
}

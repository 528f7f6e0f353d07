package io.posthorn.queue.journal;

import io.posthorn.queue.shard.ShardLease;
import io.posthorn.queue.state.JournalEntry;
import java.util.List;

/**
 * Makes the decisions of queues durable, in the order in which they were appended. Used from one event loop.
 *
 * <p>What is appended is written in groups: while one transaction is under way the next gathers. A group that fails for a
 * passing reason is repeated until it succeeds; repeating is harmless, so a commit whose outcome is unknown is repeated
 * too. Nothing is answered in the meantime.
 *
 * <p>What is durable of a lease is all that was appended under it up to some append: with one that is lost all are that
 * wait behind it. So an append may say of those before it that they are durable.
 */
public interface Journal {
    /**
     * Appends entries of one queue and what travels with them; all of it becomes durable together. Nothing at all is a
     * barrier: it completes when all that was appended before it has.
     */
    void append(
            ShardLease lease, QueueRef queue, List<JournalEntry> entries, Transport transport, Completion completion);

    /** Whether there is room for more. When there is none, commands are refused before they change the state. */
    boolean hasRoom();

    /** Drops what waits under {@code lease}: its shard has another owner. The completions are told that it is lost. */
    void drop(ShardLease lease);

    /** Told once, on the journal's event loop, what became of an append. */
    interface Completion {
        /** Every entry is durable. */
        void durable();

        /** The entries will never be durable: the state that decided them must be thrown away. */
        void lost(JournalLostException cause);
    }
}

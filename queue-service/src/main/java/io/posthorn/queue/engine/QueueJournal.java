package io.posthorn.queue.engine;

import io.posthorn.queue.journal.Journal;
import io.posthorn.queue.journal.JournalLostException;
import io.posthorn.queue.journal.QueueRef;
import io.posthorn.queue.journal.Transport;
import io.posthorn.queue.seal.QueueSeal;
import io.posthorn.queue.state.Decision;
import io.posthorn.queue.state.JournalEntry;
import io.posthorn.queue.state.QueueState;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jboss.logging.Logger;

/**
 * What one queue decides, on its way to being durable: sealed when the queue's attributes ask for it, appended to the loop's
 * journal, and reflected in the state once it is written. On the queue's loop.
 */
final class QueueJournal {
    private static final Logger LOG = Logger.getLogger(QueueJournal.class);

    private final OwnedShard shard;
    private final LiveQueue queue;
    private final QueueRef ref;
    private final QueueState state;
    private final QueueSeal seal;
    private final Payloads payloads;
    private final Departures departures;

    QueueJournal(
            OwnedShard shard,
            LiveQueue queue,
            QueueRef ref,
            QueueState state,
            QueueSeal seal,
            Payloads payloads,
            Departures departures) {
        this.shard = shard;
        this.queue = queue;
        this.ref = ref;
        this.state = state;
        this.seal = seal;
        this.payloads = payloads;
        this.departures = departures;
    }

    /** Runs {@code answer} when everything that it rests on is durable, or {@code otherwise} when that is lost. */
    void commitThen(Decision<?> decision, Runnable answer, Consumer<Throwable> otherwise) {
        if (decision.immediate()) {
            queue.settle();
            answer.run();
            return;
        }
        append(decision.entries(), answer, otherwise);
        queue.settle();
    }

    /** Writes what nobody waits for. */
    void write(List<JournalEntry> entries) {
        if (!entries.isEmpty()) {
            append(entries, () -> {}, _ -> {});
        }
    }

    /** Appends what stays in the queue, and sends on its way what leaves it. */
    void append(List<JournalEntry> entries, Runnable then, Consumer<Throwable> otherwise) {
        List<JournalEntry.Move> moves = moves(entries);
        if (moves.isEmpty()) {
            append(entries, Transport.NONE, then, otherwise);
            return;
        }
        departures
                .leave(moves, _ -> Optional.empty())
                // The queue was given up meanwhile: the rows stand, and whoever serves it next finds them.
                .onFailure(failure -> LOG.debug("dead letters could not leave", failure));
        append(staying(entries), Transport.NONE, then, otherwise);
    }

    /** Appends entries that stay, and in the same transaction what {@code transport} says. */
    void append(List<JournalEntry> entries, Transport transport, Runnable then, Consumer<Throwable> otherwise) {
        QueueSeal.Sealed sealed = seal.seal(
                entries, queue.description().attributes(), shard.loop().now());
        Transport all = transport.with(sealed.keys());
        shard.loop().journal().append(shard.lease(), ref, sealed.entries(), all, new Journal.Completion() {
            @Override
            public void durable() {
                sealed.durable();
                if (!queue.isClosed()) {
                    reflect(entries);
                    queue.settle();
                }
                if (!transport.outgoing().isEmpty()) {
                    shard.nudgeOutbox();
                }
                then.run();
            }

            @Override
            public void lost(JournalLostException cause) {
                shard.abandon();
                otherwise.accept(shard.misdirected());
            }
        });
    }

    /** What is durable now can be received; what is gone needs no body any more. */
    private void reflect(List<JournalEntry> entries) {
        long last = -1;
        for (JournalEntry each : entries) {
            if (each instanceof JournalEntry.Insert insert) {
                last = insert.message().sequence();
            }
        }
        if (last != -1) {
            state.committedThrough(last, shard.loop().now());
        }
        payloads.reflect(entries, state);
    }

    /** The entries that leave the queue. */
    static List<JournalEntry.Move> moves(List<JournalEntry> entries) {
        return entries.stream()
                .filter(JournalEntry.Move.class::isInstance)
                .map(JournalEntry.Move.class::cast)
                .toList();
    }

    /** The other entries. */
    static List<JournalEntry> staying(List<JournalEntry> entries) {
        return entries.stream()
                .filter(entry -> !(entry instanceof JournalEntry.Move))
                .toList();
    }
}

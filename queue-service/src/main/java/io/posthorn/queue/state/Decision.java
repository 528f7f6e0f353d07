package io.posthorn.queue.state;

import java.util.List;

/**
 * What a command answers, and what must be durable before it may answer.
 *
 * <p>The state in memory has changed already when a decision is returned. The owner appends {@code entries} to the journal in the
 * order of the commands and answers when they are durable. If the journal cannot make them durable, the whole state is thrown away
 * and restored.
 *
 * @param answer what to tell the caller
 * @param entries what must be durable first, in order; empty for a command which changed nothing that must survive a crash
 * @param barrier true: the answer repeats what an earlier command did, so it may be given only when everything that was appended
 *     for this queue before it is durable, even if {@code entries} is empty
 */
public record Decision<R>(R answer, List<JournalEntry> entries, boolean barrier) {

    public Decision {
        entries = List.copyOf(entries);
    }

    public Decision(R answer, List<JournalEntry> entries) {
        this(answer, entries, false);
    }

    /** An answer that may be given at once. */
    public static <R> Decision<R> of(R answer) {
        return new Decision<>(answer, List.of(), false);
    }

    /** Whether the answer may be given without waiting for the journal. */
    public boolean immediate() {
        return entries.isEmpty() && !barrier;
    }
}

package io.posthorn.queue.journal;

/** Entries that will never be durable: the state which decided them is to be thrown away and restored by its owner. */
public final class JournalLostException extends RuntimeException {
    private final Reason reason;

    /** Why entries cannot become durable. */
    public enum Reason {
        /** The shard has another owner. */
        DEPOSED,
        /** The store refuses the entries for what they are. A fault of the program. */
        REFUSED,
        /** The journal is closed. */
        CLOSED
    }

    JournalLostException(Reason reason, @org.jspecify.annotations.Nullable Throwable cause) {
        super("the journal lost entries", cause);
        this.reason = reason;
    }

    /** Why. */
    public Reason reason() {
        return reason;
    }
}

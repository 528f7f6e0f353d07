package io.posthorn.queue.journal;

import java.time.Duration;

/** Told what a journal does, for its metrics. Called on the journal's event loop; must not block. */
public interface JournalMeters {
    /** A transaction with {@code entries} entries was committed after {@code took}. */
    void committed(int entries, Duration took);

    /** A transaction failed and is repeated. */
    void retried();

    /** Entries were lost because of {@code reason}. */
    void lost(JournalLostException.Reason reason, int entries);

    /** That many more bytes wait to be committed; fewer when it is negative. */
    void waits(long more);

    /** Counts nothing. */
    JournalMeters NONE = new JournalMeters() {
        @Override
        public void committed(int entries, Duration took) {}

        @Override
        public void retried() {}

        @Override
        public void waits(long more) {}

        @Override
        public void lost(JournalLostException.Reason reason, int entries) {}
    };
}

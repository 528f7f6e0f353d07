package io.posthorn.queue.journal;

import java.time.Duration;

/**
 * What a journal writes together and how much may wait.
 *
 * @param batchEntries entries of one transaction at the most, unless one append has more
 * @param batchBytes payload bytes of one transaction at the most, unless one append has more
 * @param waitingBytes payload bytes that may wait before {@link Journal#hasRoom} says no
 * @param timeout after how long a transaction without an answer is repeated on a new connection
 */
public record JournalLimits(int batchEntries, int batchBytes, long waitingBytes, Duration timeout) {
    public JournalLimits {
        if (batchEntries < 1 || batchBytes < 1 || waitingBytes < 1 || !timeout.isPositive()) {
            throw new IllegalArgumentException("the journal's limits must be positive");
        }
    }
}

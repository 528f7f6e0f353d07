package io.posthorn.queue.simulation;

import java.util.List;

/** What the model expects an append to change in the store. */
sealed interface Change {

    /** The message is there, as it was when it was accepted. */
    record Added(Letter letter) implements Change {}

    /** The message is gone. */
    record Removed(long sequence) implements Change {}

    /** The leases of these messages are known, as far as the messages are there. */
    record Leased(List<Letter> letters) implements Change {}

    /** The deduplication ID is known. */
    record Remembered(String key, Original original) implements Change {}

    /** Everything up to the sequence is gone, and all deduplication IDs up to it. */
    record Purged(long through) implements Change {}

    /** The message that was accepted with a deduplication ID. */
    record Original(long id, long sequence, long expiresAt) {}
}

package io.posthorn.queue.queue;

/** What became of purging a queue. */
public enum PurgeResult {
    /** Every message sent before the purge is gone. */
    PURGED,
    /** The queue was purged less than 60 seconds ago; nothing was done. */
    PURGED_RECENTLY
}

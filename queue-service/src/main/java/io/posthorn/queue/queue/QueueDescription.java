package io.posthorn.queue.queue;

import java.time.Instant;
import java.util.Objects;

/**
 * A queue as it is on record.
 *
 * @param id the queue's number, never used again: a queue that is deleted and created again has another
 * @param key which queue
 * @param profile its attributes and tags
 * @param createdAt when it was created
 * @param modifiedAt when its attributes were last changed
 */
public record QueueDescription(long id, QueueKey key, QueueProfile profile, Instant createdAt, Instant modifiedAt) {
    public QueueDescription {
        Objects.requireNonNull(key);
        Objects.requireNonNull(profile);
        Objects.requireNonNull(createdAt);
        Objects.requireNonNull(modifiedAt);
    }

    /** The settable attributes. */
    public QueueAttributes attributes() {
        return profile.attributes();
    }

    /** Whether messages keep their order within a group and are sent exactly once. */
    public boolean isFifo() {
        return key.name().isFifo();
    }
}

package io.posthorn.queue.seal;

import io.posthorn.queue.journal.Transport;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import javax.crypto.SecretKey;

/**
 * A key that one queue seals new messages with while it is in memory. Each key is made afresh and only its maker seals with
 * it, counting, so no number is used twice under one key. For the queue's event loop.
 */
final class DataKey {
    /** How many messages one key seals at the most. */
    static final long MOST_MESSAGES = 1 << 24;

    private final SecretKey key;
    private final Transport.SealedKey stored;
    private final Instant madeAt;
    private long used;
    private boolean durable;

    DataKey(SecretKey key, Transport.SealedKey stored, Instant madeAt) {
        this.key = key;
        this.stored = stored;
        this.madeAt = madeAt;
    }

    UUID id() {
        return stored.id();
    }

    SecretKey key() {
        return key;
    }

    /** The key as it is stored, with the first messages that it seals. */
    Transport.SealedKey stored() {
        return stored;
    }

    /** Whether it may seal one more at {@code now}, when a key serves for {@code reuse}. */
    boolean serves(Instant now, Duration reuse) {
        return used < MOST_MESSAGES && now.isBefore(madeAt.plus(reuse));
    }

    /** The next message's number, no two alike. */
    long next() {
        return used++;
    }

    /** Whether its row is known to stand. */
    boolean isDurable() {
        return durable;
    }

    void nowDurable() {
        durable = true;
    }

    /** Its id only. */
    @Override
    public String toString() {
        return "DataKey[" + id() + "]";
    }
}

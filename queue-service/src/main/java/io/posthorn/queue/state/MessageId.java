package io.posthorn.queue.state;

import java.util.UUID;

/** A message's id: a UUID as two longs, so that a million messages in memory need no million UUID objects. */
public record MessageId(long high, long low) {

    public static MessageId of(UUID id) {
        return new MessageId(id.getMostSignificantBits(), id.getLeastSignificantBits());
    }

    public UUID toUuid() {
        return new UUID(high, low);
    }

    /** The id as the API shows it, for example {@code 219f8380-5770-4cc2-8c3e-5c715e145f5e}. */
    @Override
    public String toString() {
        return toUuid().toString();
    }
}

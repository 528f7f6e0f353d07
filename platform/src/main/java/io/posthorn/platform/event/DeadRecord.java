package io.posthorn.platform.event;

import io.posthorn.wire.Blob;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A Kafka record that could not be read or applied, put aside on {@link Topic#dead} with the reason, so that an operator
 * can look at it and send it again.
 *
 * @param schemaVersion {@value #SCHEMA_VERSION}
 * @param topic where it stood
 * @param partition the partition there
 * @param offset the offset there
 * @param key its key; null for none
 * @param value its value as it was; null for none
 * @param reason what was wrong, without content
 * @param diedAt when it was put aside
 */
public record DeadRecord(
        int schemaVersion,
        String topic,
        int partition,
        long offset,
        @Nullable Blob key,
        @Nullable Blob value,
        String reason,
        Instant diedAt)
        implements Event {
    /** The newest version of this record. */
    public static final int SCHEMA_VERSION = 1;

    /** Reads and writes it. */
    public static final EventCodec<DeadRecord> CODEC = EventCodec.of(DeadRecord.class, SCHEMA_VERSION);

    public DeadRecord {
        Event.requireVersion(schemaVersion);
        Objects.requireNonNull(topic);
        Objects.requireNonNull(reason);
        Objects.requireNonNull(diedAt);
    }

    /** Where it stood and why it died: values are the users'. */
    @Override
    public String toString() {
        return "DeadRecord[" + topic + "-" + partition + "@" + offset + ", " + reason + "]";
    }
}

package io.posthorn.platform.event;

import java.time.Instant;
import java.util.Objects;

/**
 * Who owns a shard of queues, on {@link Topics#QUEUE_SHARD_OWNERS}.
 *
 * @param schemaVersion {@value #SCHEMA_VERSION}
 * @param shard the shard, 0 or more
 * @param epoch increases with every change of owner: a reader keeps the highest
 * @param ownerId the owning replica
 * @param baseUrl where edges reach it, such as {@code http://10.0.0.7:8080}
 * @param since when it became the owner
 */
public record ShardOwnerEvent(int schemaVersion, int shard, long epoch, String ownerId, String baseUrl, Instant since)
        implements Event {
    /** The newest version of this record. */
    public static final int SCHEMA_VERSION = 1;

    /** Reads and writes it. */
    public static final EventCodec<ShardOwnerEvent> CODEC = EventCodec.of(ShardOwnerEvent.class, SCHEMA_VERSION);

    public ShardOwnerEvent {
        Event.requireVersion(schemaVersion);
        Objects.requireNonNull(ownerId);
        Objects.requireNonNull(baseUrl);
        Objects.requireNonNull(since);
        if (shard < 0) {
            throw new IllegalArgumentException("a shard is 0 or more");
        }
    }

    /** The Kafka record's key. */
    public String recordKey() {
        return Integer.toString(shard);
    }
}

package io.posthorn.platform.event;

import io.posthorn.platform.AccountId;
import java.time.Instant;
import java.util.Objects;
import java.util.UUID;

/**
 * Something that the owner of a target outside should know, on {@link Topics#TOPIC_NOTICES}.
 *
 * @param schemaVersion {@value #SCHEMA_VERSION}
 * @param account whose target it is
 * @param kind of which kind the target is
 * @param target which of that kind
 * @param notice what happened: {@link #DISABLED}
 * @param at when
 */
public record TargetNotice(int schemaVersion, AccountId account, String kind, UUID target, String notice, Instant at)
        implements Event {
    /** The newest version of this record. */
    public static final int SCHEMA_VERSION = 1;

    /** It failed for too long and gets nothing any more. */
    public static final String DISABLED = "disabled";

    /** Reads and writes it. */
    public static final EventCodec<TargetNotice> CODEC = EventCodec.of(TargetNotice.class, SCHEMA_VERSION);

    public TargetNotice {
        Event.requireVersion(schemaVersion);
        Objects.requireNonNull(account);
        Objects.requireNonNull(kind);
        Objects.requireNonNull(target);
        Objects.requireNonNull(notice);
        Objects.requireNonNull(at);
    }

    /** The Kafka record's key. */
    public String recordKey() {
        return account + "/" + kind + "/" + target;
    }
}

package io.posthorn.topic.catalog;

import io.posthorn.topic.attribute.TopicAttributes;
import io.posthorn.topic.topic.TopicKey;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * A topic on record.
 *
 * @param id its number, which no other topic ever has
 * @param deletedSubscriptions how many of its subscriptions were deleted
 * @param subscriptions how many subscriptions it has
 * @param archivedSince since when its archive has been kept
 * @param revision grows with every change of the topic or of a subscription
 */
public record TopicDescription(
        long id,
        TopicKey key,
        TopicProfile profile,
        long deletedSubscriptions,
        long subscriptions,
        Optional<Instant> archivedSince,
        long revision) {
    public TopicDescription {
        Objects.requireNonNull(key);
        Objects.requireNonNull(profile);
        Objects.requireNonNull(archivedSince);
    }

    /** Its attributes. */
    public TopicAttributes attributes() {
        return profile.attributes();
    }

    /** Whether it keeps order and deduplicates. */
    public boolean isFifo() {
        return key.name().isFifo();
    }
}

package io.posthorn.queue.queue;

import java.util.Collections;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/**
 * What the owner of a queue may change about it.
 *
 * @param attributes the settable attributes
 * @param tags the tags, sorted by key
 */
public record QueueProfile(QueueAttributes attributes, Map<String, String> tags) {
    public QueueProfile {
        Objects.requireNonNull(attributes);
        tags = Collections.unmodifiableMap(new TreeMap<>(tags));
    }

    /** The same tags with {@code changed} attributes. */
    public QueueProfile withAttributes(QueueAttributes changed) {
        return new QueueProfile(changed, tags);
    }

    /** The same attributes with {@code changed} tags. */
    public QueueProfile withTags(Map<String, String> changed) {
        return new QueueProfile(attributes, changed);
    }
}

package io.posthorn.platform.event;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A record on a Kafka topic of ours. New fields do not change its version, for readers pass over what they do not know;
 * a change that an older reader would take wrongly does, and that reader refuses it.
 */
public interface Event {
    /** The version of the record's schema, 1 or more. */
    int schemaVersion();

    /** Refuses a record that does not say its version. */
    static void requireVersion(int schemaVersion) {
        if (schemaVersion < 1) {
            throw new IllegalArgumentException("schemaVersion is 1 or more");
        }
    }

    /** An immutable copy in the same order; empty for a map that was not written. */
    static <V> Map<String, V> copy(@Nullable Map<String, V> map) {
        return map == null || map.isEmpty() ? Map.of() : Collections.unmodifiableMap(new LinkedHashMap<>(map));
    }
}

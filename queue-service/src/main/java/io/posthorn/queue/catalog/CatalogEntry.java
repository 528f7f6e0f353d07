package io.posthorn.queue.catalog;

import io.posthorn.queue.queue.QueueDescription;
import java.util.Objects;

/**
 * A queue on record with what the engine needs besides.
 *
 * @param description what is on record
 * @param deduplicatesPerGroup whether the queue was created with DeduplicationScope messageGroup: changing the attribute
 *     later changes what is shown but not what happens, as on the real service
 * @param version grows with each change of the row: of two entries the one with the higher version is the later
 */
public record CatalogEntry(QueueDescription description, boolean deduplicatesPerGroup, long version) {
    public CatalogEntry {
        Objects.requireNonNull(description);
    }
}

package io.posthorn.queue.engine;

import io.posthorn.queue.catalog.CatalogEntry;
import io.posthorn.queue.queue.QueueAttributes;
import io.posthorn.queue.queue.QueueDescription;
import io.posthorn.queue.state.QueueSettings;
import io.posthorn.queue.state.QueueSettings.DeduplicationScope;
import io.posthorn.queue.state.StateLimits;

/** A queue's attributes as its core acts on them. */
final class StateSettings {
    private StateSettings() {}

    static QueueSettings of(CatalogEntry entry) {
        QueueDescription queue = entry.description();
        QueueAttributes attributes = queue.attributes();
        return new QueueSettings(
                queue.isFifo(),
                attributes.visibilityTimeout(),
                attributes.delay(),
                attributes.retention(),
                entry.deduplicatesPerGroup() ? DeduplicationScope.MESSAGE_GROUP : DeduplicationScope.QUEUE,
                null,
                StateLimits.DEFAULT);
    }
}

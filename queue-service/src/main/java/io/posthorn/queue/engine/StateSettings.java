package io.posthorn.queue.engine;

import io.posthorn.queue.catalog.CatalogEntry;
import io.posthorn.queue.queue.Dialect;
import io.posthorn.queue.queue.QueueArn;
import io.posthorn.queue.queue.QueueAttributes;
import io.posthorn.queue.queue.QueueDescription;
import io.posthorn.queue.state.QueueSettings;
import io.posthorn.queue.state.QueueSettings.DeadLetters;
import io.posthorn.queue.state.QueueSettings.DeduplicationScope;
import io.posthorn.queue.state.StateLimits;

/** A queue's attributes as its core acts on them. */
final class StateSettings {
    private StateSettings() {}

    /** @param deadLetterTargetExists whether the queue's dead letters have somewhere to go */
    static QueueSettings of(CatalogEntry entry, boolean deadLetterTargetExists) {
        QueueDescription queue = entry.description();
        QueueAttributes attributes = queue.attributes();
        return new QueueSettings(
                queue.isFifo(),
                attributes.visibilityTimeout(),
                attributes.delay(),
                attributes.retention(),
                entry.deduplicatesPerGroup() ? DeduplicationScope.MESSAGE_GROUP : DeduplicationScope.QUEUE,
                attributes
                        .redrivePolicy()
                        .map(policy -> new DeadLetters(
                                QueueArn.of(Dialect.AWS, policy.deadLetterTarget()),
                                policy.maxReceiveCount(),
                                deadLetterTargetExists))
                        .orElse(null),
                StateLimits.DEFAULT);
    }
}

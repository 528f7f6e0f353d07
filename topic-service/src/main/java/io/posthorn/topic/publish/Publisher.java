package io.posthorn.topic.publish;

import io.posthorn.platform.event.TopicPublication;
import io.smallrye.mutiny.Uni;

/** Makes publications durable. */
public interface Publisher {
    /**
     * Appends {@code publication}; what comes is its offset in its partition. Fails with
     * {@link PublicationTooLargeException}, with {@link PublisherBusyException} when too much is under way, and with what Kafka says when it cannot be reached in time: the publication may then be durable
     * all the same.
     */
    Uni<Long> publish(TopicPublication publication);
}

package io.posthorn.queue.engine;

import io.posthorn.platform.event.DeadRecord;
import io.posthorn.platform.event.QueueDelivery;
import io.posthorn.queue.journal.Transport;
import io.posthorn.queue.queue.QueueKey;
import io.posthorn.queue.state.NewMessage;
import java.util.Optional;

/** A record of a shard's partition, read. */
sealed interface ReadDelivery {
    /** Where it stands in the partition. */
    long offset();

    /** How long its value is. */
    int bytes();

    /**
     * One that may be stored.
     *
     * @param queue the queue that it is for
     * @param message what that queue is to accept; empty when no queue can
     */
    record Incoming(long offset, int bytes, QueueDelivery delivery, QueueKey queue, Optional<NewMessage> message)
            implements ReadDelivery {
        /** Its id, as it is remembered. */
        Transport.Arrival arrival() {
            return new Transport.Arrival(delivery.account(), delivery.deliveryId());
        }
    }

    /** One that cannot be read. */
    record Unreadable(long offset, int bytes, DeadRecord record) implements ReadDelivery {}
}

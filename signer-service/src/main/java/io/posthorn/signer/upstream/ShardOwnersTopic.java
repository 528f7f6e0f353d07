package io.posthorn.signer.upstream;

import io.posthorn.platform.event.EventException;
import io.posthorn.platform.event.ShardOwnerEvent;
import jakarta.enterprise.context.ApplicationScoped;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.jboss.logging.Logger;

/** Hears who owns which shard. */
@ApplicationScoped
class ShardOwnersTopic {
    private static final Logger LOG = Logger.getLogger(ShardOwnersTopic.class);

    private final ShardRoutes routes;

    ShardOwnersTopic(ShardRoutes routes) {
        this.routes = routes;
    }

    @Incoming("signer-shard-owners")
    void read(ConsumerRecord<String, byte[]> record) {
        if (record.value() == null) {
            return;
        }
        try {
            routes.apply(ShardOwnerEvent.CODEC.decode(record.value()));
        } catch (EventException e) {
            LOG.errorf(
                    "Shard owner record cannot be read topic=%s partition=%d offset=%d reason=%s",
                    record.topic(), record.partition(), record.offset(), e.getMessage());
        }
    }
}

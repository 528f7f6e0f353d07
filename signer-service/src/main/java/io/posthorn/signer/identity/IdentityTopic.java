package io.posthorn.signer.identity;

import io.posthorn.platform.event.EventException;
import io.posthorn.platform.event.IdentityEvent;
import io.smallrye.mutiny.Uni;
import io.smallrye.reactive.messaging.MutinyEmitter;
import io.smallrye.reactive.messaging.kafka.Record;
import jakarta.enterprise.context.ApplicationScoped;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.eclipse.microprofile.reactive.messaging.Channel;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.jboss.logging.Logger;

/**
 * The topic by which every process hears of every change of an access key. Each process reads it whole, from the
 * beginning of what compaction left, and remembers no offset.
 */
@ApplicationScoped
public class IdentityTopic {
    private static final Logger LOG = Logger.getLogger(IdentityTopic.class);

    private final Identities identities;
    private final MutinyEmitter<Record<String, byte[]>> changes;

    IdentityTopic(
            Identities identities, @Channel("signer-identities-out") MutinyEmitter<Record<String, byte[]>> changes) {
        this.identities = identities;
        this.changes = changes;
    }

    @Incoming("signer-identities")
    void read(ConsumerRecord<String, byte[]> record) {
        // a key without a value is Kafka's own way of deleting; ours is a record that says so
        if (record.value() == null) {
            return;
        }
        try {
            identities.apply(IdentityEvent.CODEC.decode(record.value()));
        } catch (EventException e) {
            LOG.errorf(
                    "Identity record cannot be read topic=%s partition=%d offset=%d reason=%s",
                    record.topic(), record.partition(), record.offset(), e.getMessage());
        }
    }

    /**
     * Takes {@code event} here and tells the others. What Kafka does not take is logged and not an error: every process
     * also looks for changes in the database.
     */
    Uni<Void> publish(IdentityEvent event) {
        identities.apply(event);
        return changes.send(Record.of(event.recordKey(), IdentityEvent.CODEC.encode(event)))
                .onFailure()
                .invoke(failure -> LOG.warnf(
                        "Identity record not published account=%s accessKeyId=%s reason=%s",
                        event.account(), event.accessKeyId(), failure.getMessage()))
                .onFailure()
                .recoverWithNull();
    }
}

package io.posthorn.queue.shard;

import io.posthorn.platform.event.ShardOwnerEvent;
import io.smallrye.reactive.messaging.MutinyEmitter;
import io.smallrye.reactive.messaging.kafka.Record;
import java.time.Clock;
import org.jboss.logging.Logger;

/** Announces owners on the compacted topic {@code queue.shard-owners}. */
public final class KafkaShardAnnouncer implements ShardAnnouncer {
    private static final Logger LOG = Logger.getLogger(KafkaShardAnnouncer.class);

    private final MutinyEmitter<Record<String, byte[]>> emitter;
    private final Clock clock;

    public KafkaShardAnnouncer(MutinyEmitter<Record<String, byte[]>> emitter, Clock clock) {
        this.emitter = emitter;
        this.clock = clock;
    }

    @Override
    public void announce(ShardLease lease, Replica owner) {
        ShardOwnerEvent event = new ShardOwnerEvent(
                ShardOwnerEvent.SCHEMA_VERSION, lease.shard(), lease.epoch(), owner.id(), owner.url(), clock.instant());
        emitter.send(Record.of(event.recordKey(), ShardOwnerEvent.CODEC.encode(event)))
                .subscribe()
                .with(
                        _ -> {},
                        failure -> LOG.debugf(failure, "a shard's owner was not announced shard=%d", lease.shard()));
    }
}

package io.posthorn.queue.shard;

import io.posthorn.platform.event.ShardOwnerEvent;
import io.smallrye.mutiny.Uni;
import io.smallrye.reactive.messaging.MutinyEmitter;
import io.smallrye.reactive.messaging.kafka.Record;
import java.time.Clock;
import java.time.Duration;
import org.jboss.logging.Logger;

/** Announces owners on the compacted topic {@code queue.shard-owners}. */
public final class KafkaShardAnnouncer implements ShardAnnouncer {
    private static final Logger LOG = Logger.getLogger(KafkaShardAnnouncer.class);

    /** Longer than that an announcement does not hold up the taking of a shard. */
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final MutinyEmitter<Record<String, byte[]>> emitter;
    private final Clock clock;

    public KafkaShardAnnouncer(MutinyEmitter<Record<String, byte[]>> emitter, Clock clock) {
        this.emitter = emitter;
        this.clock = clock;
    }

    @Override
    public Uni<Void> announce(ShardLease lease, Replica owner) {
        ShardOwnerEvent event = new ShardOwnerEvent(
                ShardOwnerEvent.SCHEMA_VERSION, lease.shard(), lease.epoch(), owner.id(), owner.url(), clock.instant());
        return emitter.send(Record.of(event.recordKey(), ShardOwnerEvent.CODEC.encode(event)))
                .ifNoItem()
                .after(PATIENCE)
                .fail()
                .onFailure()
                .invoke(failure -> LOG.debugf(failure, "a shard's owner was not announced shard=%d", lease.shard()))
                .onFailure()
                .recoverWithNull();
    }
}

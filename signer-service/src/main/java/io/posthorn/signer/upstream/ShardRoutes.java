package io.posthorn.signer.upstream;

import io.posthorn.platform.Call;
import io.posthorn.platform.event.ShardOwnerEvent;
import io.posthorn.platform.shard.Shards;
import io.posthorn.signer.upstream.Replicas.Replica;
import io.posthorn.wire.WireRequest;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Who owns which shard, as owners announced it. A hint: where it is missing, late or wrong, the replica that is asked
 * names the owner. Thread-safe.
 */
public final class ShardRoutes {
    /** The service whose shards are announced. No other service's requests are about queues, whatever is in them. */
    private static final String QUEUES = "sqs";

    private record Owned(long epoch, Replica owner) {}

    private final Shards shards;
    private final Map<Integer, Owned> owners = new ConcurrentHashMap<>();

    /** Routes over {@code shards}. */
    public ShardRoutes(Shards shards) {
        this.shards = shards;
    }

    /** Takes an announcement unless a later one is held; ignores a shard or an address that cannot be. */
    public void apply(ShardOwnerEvent event) {
        if (event.shard() >= shards.count()) {
            return;
        }
        Replica owner;
        try {
            owner = Replica.at(event.baseUrl());
        } catch (IllegalArgumentException e) {
            return;
        }
        owners.merge(
                event.shard(),
                new Owned(event.epoch(), owner),
                (before, now) -> now.epoch >= before.epoch ? now : before);
    }

    /** The owner of the queue that {@code request} is about, or null when either is not known. */
    @Nullable
    Replica ownerOf(Call call, WireRequest request) {
        if (owners.isEmpty() || !call.service().equals(QUEUES)) {
            return null;
        }
        QueueHint queue = QueueHint.of(request);
        if (queue == null) {
            return null;
        }
        String region = call.region();
        Owned owned =
                owners.get(shards.of(queue.account() == null ? call.account() : queue.account(), region, queue.name()));
        return owned == null ? null : owned.owner;
    }
}

package io.posthorn.queue.seal;

import io.posthorn.queue.journal.QueueRef;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Tuple;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Where sealed data keys are read from. */
@FunctionalInterface
public interface StoredKeys {
    /** The keys {@code ids} of {@code queue}, sealed, by id; those that are not there are missing. */
    Future<Map<UUID, byte[]>> load(QueueRef queue, List<UUID> ids);

    /** The keys that the journal stores. */
    static StoredKeys in(Pool pool) {
        String sql = """
                SELECT id, sealed FROM queue.data_keys
                WHERE account = $1 AND queue_id = $2 AND id = ANY($3::uuid[])""";
        return (queue, ids) -> pool.preparedQuery(sql)
                .execute(Tuple.of(queue.account().value(), queue.queueId(), ids.toArray(UUID[]::new)))
                .map(rows -> {
                    Map<UUID, byte[]> keys = new HashMap<>();
                    rows.forEach(
                            row -> keys.put(row.getUUID(0), row.getBuffer(1).getBytes()));
                    return keys;
                });
    }
}

package io.posthorn.queue.engine;

import io.posthorn.queue.catalog.QueueCatalog;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Clears away what deleted queues left: their messages in bounded steps, then, when their names are free again, their
 * rows; deduplication records whose window is over; and data keys that no message needs any more. Any step may be repeated or done by two replicas at once.
 */
final class Sweeper {
    private static final String DELETED = """
            SELECT account, id FROM queue.queues WHERE deleted_at IS NOT NULL AND shard = ANY($1::int[])
            ORDER BY deleted_at LIMIT 100""";

    private static final String MESSAGES = """
            DELETE FROM queue.messages WHERE (account, queue_id, sequence) IN (
                SELECT account, queue_id, sequence FROM queue.messages
                WHERE account = $1 AND queue_id = $2 ORDER BY sequence LIMIT 5000)""";

    private static final String REMEMBERED = "DELETE FROM queue.deduplication WHERE account = $1 AND queue_id = $2";

    private static final String ROW = """
            DELETE FROM queue.queues WHERE account = $1 AND id = $2
                AND deleted_at < clock_timestamp() - $3 * interval '1 second'""";

    private static final String EXPIRED = """
            DELETE FROM queue.deduplication WHERE ctid IN (
                SELECT ctid FROM queue.deduplication
                WHERE expires_at < (extract(epoch FROM clock_timestamp()) * 1000)::bigint LIMIT 10000)""";

    private static final String KEYS = "DELETE FROM queue.data_keys WHERE account = $1 AND queue_id = $2";

    /** Longer than any message lives and its key may have been in use before that: 14 days, 1 day, and a day for clocks. */
    private static final String OLD_KEYS = """
            DELETE FROM queue.data_keys WHERE ctid IN (
                SELECT ctid FROM queue.data_keys WHERE created_at < now() - interval '16 days' LIMIT 10000)""";

    /** Longer than the cool-down of a name, so that the sweep never frees it early. */
    private static final double KEPT_SECONDS = QueueCatalog.COOL_DOWN.toSeconds() * 1.5;

    private record Remains(String account, long queueId) {}

    private final Pool pool;

    Sweeper(Pool pool) {
        this.pool = pool;
    }

    /** One round over the deleted queues of {@code shards}. */
    Uni<Void> sweep(Set<Integer> shards) {
        return pool.preparedQuery(DELETED)
                .execute(Tuple.of(shards.toArray(Integer[]::new)))
                .chain(rows -> {
                    List<Remains> remains = new ArrayList<>(rows.size());
                    rows.forEach(row -> remains.add(new Remains(row.getString(0), row.getLong(1))));
                    return Multi.createFrom()
                            .iterable(remains)
                            .onItem()
                            .transformToUniAndConcatenate(this::clear)
                            .collect()
                            .last();
                })
                .chain(() -> pool.preparedQuery(EXPIRED).execute())
                .chain(() -> pool.preparedQuery(OLD_KEYS).execute())
                .replaceWithVoid();
    }

    private Uni<Void> clear(Remains queue) {
        Tuple key = Tuple.of(queue.account(), queue.queueId());
        return pool.preparedQuery(MESSAGES)
                .execute(key)
                .chain(deleted -> deleted.rowCount() > 0
                        ? Uni.createFrom().voidItem()
                        : pool.preparedQuery(REMEMBERED)
                                .execute(key)
                                .chain(() -> pool.preparedQuery(KEYS).execute(key))
                                .chain(() -> pool.preparedQuery(ROW)
                                        .execute(Tuple.of(queue.account(), queue.queueId(), KEPT_SECONDS)))
                                .replaceWithVoid());
    }
}

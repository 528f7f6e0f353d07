package io.posthorn.queue.engine;

import io.posthorn.platform.event.QueueDelivery;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Tuple;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What is on record of deliveries: how far each shard has read, and what has arrived. */
final class ArrivalStore {
    private static final String OFFSET = "SELECT next_offset FROM queue.delivery_offsets WHERE shard = $1";

    private static final String ARRIVED = """
            SELECT a.delivery_id FROM queue.arrivals a
            JOIN unnest($1::text[], $2::text[]) AS w (account, delivery_id)
                ON a.account = w.account AND a.delivery_id = w.delivery_id""";

    private static final String FORGET = """
            DELETE FROM queue.arrivals WHERE ctid IN (
                SELECT ctid FROM queue.arrivals WHERE arrived_at < now() - interval '15 days' LIMIT 10000)""";

    private final Pool pool;

    ArrivalStore(Pool pool) {
        this.pool = pool;
    }

    /** The next offset that {@code shard}'s partition is to be read from: 0 when it never was. */
    Future<Long> nextOffset(int shard) {
        return pool.preparedQuery(OFFSET).execute(Tuple.of(shard)).map(rows -> {
            var row = rows.iterator();
            return row.hasNext() ? row.next().getLong(0) : 0L;
        });
    }

    /** The ids of those of {@code deliveries} that have arrived before. */
    Future<Set<String>> arrived(List<QueueDelivery> deliveries) {
        Tuple tuple = Tuple.from(List.<Object>of(
                deliveries.stream().map(each -> each.account().value()).toArray(String[]::new),
                deliveries.stream().map(QueueDelivery::deliveryId).toArray(String[]::new)));
        return pool.preparedQuery(ARRIVED).execute(tuple).map(rows -> {
            Set<String> ids = new HashSet<>();
            rows.forEach(row -> ids.add(row.getString(0)));
            return ids;
        });
    }

    /** Forgets arrivals that are older than anything Kafka still holds. */
    Future<Void> forgetOld() {
        return pool.query(FORGET).execute().mapEmpty();
    }
}

package io.posthorn.queue.engine;

import io.posthorn.platform.AccountId;
import io.posthorn.queue.journal.Transport;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Tuple;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What is on record of deliveries: how far each shard has read, and what has arrived. */
final class ArrivalStore {
    private static final String OFFSETS =
            "SELECT shard, next_offset FROM queue.delivery_offsets WHERE shard = ANY($1::int[])";

    private static final String ARRIVED = """
            SELECT a.account, a.delivery_id FROM queue.arrivals a
            JOIN unnest($1::text[], $2::text[]) AS w (account, delivery_id)
                ON a.account = w.account AND a.delivery_id = w.delivery_id""";

    private static final String FORGET = """
            DELETE FROM queue.arrivals WHERE ctid IN (
                SELECT ctid FROM queue.arrivals WHERE arrived_at < now() - interval '15 days' LIMIT 10000)""";

    private final Pool pool;

    ArrivalStore(Pool pool) {
        this.pool = pool;
    }

    /** The next offset that the partition of each of {@code shards} is to be read from; none for one that never was read. */
    Future<Map<Integer, Long>> nextOffsets(List<Integer> shards) {
        return pool.preparedQuery(OFFSETS)
                .execute(Tuple.of((Object) shards.toArray(Integer[]::new)))
                .map(rows -> {
                    Map<Integer, Long> offsets = new HashMap<>();
                    rows.forEach(row -> offsets.put(row.getInteger(0), row.getLong(1)));
                    return offsets;
                });
    }

    /** Those of {@code deliveries} that have arrived before. */
    Future<Set<Transport.Arrival>> arrived(List<ReadDelivery.Incoming> deliveries) {
        if (deliveries.isEmpty()) {
            return Future.succeededFuture(Set.of());
        }
        Tuple tuple = Tuple.from(List.<Object>of(
                deliveries.stream()
                        .map(each -> each.delivery().account().value())
                        .toArray(String[]::new),
                deliveries.stream().map(each -> each.delivery().deliveryId()).toArray(String[]::new)));
        return pool.preparedQuery(ARRIVED).execute(tuple).map(rows -> {
            Set<Transport.Arrival> known = new HashSet<>();
            rows.forEach(row -> known.add(new Transport.Arrival(new AccountId(row.getString(0)), row.getString(1))));
            return known;
        });
    }

    /** Forgets arrivals that are older than anything Kafka still holds. */
    Future<Void> forgetOld() {
        return pool.query(FORGET).execute().mapEmpty();
    }
}

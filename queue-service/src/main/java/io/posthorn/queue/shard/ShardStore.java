package io.posthorn.queue.shard;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;

/** The lease rows in PostgreSQL. Expiry is judged by the database's clock alone, so replicas' clocks do not matter. */
final class ShardStore {
    /** The channel on which PostgreSQL tells that shards are to be had. */
    static final String CHANNEL = "posthorn_queue_shards";

    private static final String CREATE = """
            INSERT INTO queue.shards (shard, epoch, owner)
            SELECT shard, 0, NULL FROM unnest($1::int[]) AS shard
            ON CONFLICT DO NOTHING""";

    private static final String COUNT = "SELECT count(*) FROM queue.shards";

    private static final String HEARTBEAT = """
            INSERT INTO queue.owners (owner, url, expires_at, leaving)
            VALUES ($1, $2, clock_timestamp() + $3 * interval '1 millisecond', false)
            ON CONFLICT (owner) DO UPDATE
            SET url = excluded.url, expires_at = excluded.expires_at, leaving = excluded.leaving""";

    private static final String LEAVING = """
            UPDATE queue.owners SET expires_at = clock_timestamp() + $2 * interval '1 millisecond', leaving = true
            WHERE owner = $1""";

    private static final String SHARDS = "SELECT shard, epoch, owner FROM queue.shards ORDER BY shard";

    /** Waits for those who are taking a shard at this moment, and lets nobody take one until it has read. */
    private static final String SHARDS_AT_REST = SHARDS + " FOR SHARE";

    private static final String LIVE =
            "SELECT owner, url, leaving FROM queue.owners WHERE expires_at > clock_timestamp()";

    private static final String LOCK = """
            SELECT shard FROM queue.shards WHERE shard = ANY($1::int[]) ORDER BY shard FOR NO KEY UPDATE""";

    private static final String TAKE = """
            UPDATE queue.shards AS s SET epoch = s.epoch + 1, owner = $1
            WHERE s.shard = ANY($2::int[]) AND (s.owner IS NULL OR s.owner = $1 OR NOT EXISTS (
                SELECT 1 FROM queue.owners o WHERE o.owner = s.owner AND o.expires_at > clock_timestamp()))
            RETURNING s.shard, s.epoch""";

    /** By epoch: a release that comes late must not free what was taken again meanwhile. */
    private static final String RELEASE = """
            WITH freed AS (
                UPDATE queue.shards s SET owner = NULL
                FROM unnest($2::int[], $3::bigint[]) AS r (shard, epoch)
                WHERE s.owner = $1 AND s.shard = r.shard AND s.epoch = r.epoch RETURNING 1)
            SELECT pg_notify('%s', '') FROM freed LIMIT 1""".formatted(CHANNEL);

    private static final String LEAVE = """
            WITH gone AS (DELETE FROM queue.owners WHERE owner = $1 RETURNING 1)
            SELECT pg_notify('%s', '') FROM gone""".formatted(CHANNEL);

    private static final String FORGET_DEAD =
            "DELETE FROM queue.owners WHERE expires_at < clock_timestamp() - interval '1 hour'";

    private final Pool pool;

    ShardStore(Pool pool) {
        this.pool = pool;
    }

    /** Makes the rows of {@code shards} shards on the first start; fails when the installation has another number. */
    Uni<Void> create(int shards) {
        Integer[] all = IntStream.range(0, shards).boxed().toArray(Integer[]::new);
        return pool.preparedQuery(COUNT).execute().flatMap(rows -> {
            long existing = rows.iterator().next().getLong(0);
            if (existing != 0 && existing != shards) {
                return Uni.createFrom()
                        .failure(new IllegalStateException("posthorn.queue.shards is " + shards
                                + " but this installation was made with " + existing
                                + ", and the number is fixed when it is made"));
            }
            return pool.preparedQuery(CREATE).execute(Tuple.of(all)).replaceWithVoid();
        });
    }

    /** Says that {@code replica} lives for another {@code ttl}. */
    Uni<Void> heartbeat(Replica replica, Duration ttl) {
        return pool.preparedQuery(HEARTBEAT)
                .execute(Tuple.of(replica.id(), replica.url(), (double) ttl.toMillis()))
                .replaceWithVoid();
    }

    /** Says that {@code replica} lives for another {@code ttl} at most: its shards are for others. */
    Uni<Void> leaving(Replica replica, Duration ttl) {
        return pool.preparedQuery(LEAVING)
                .execute(Tuple.of(replica.id(), (double) ttl.toMillis()))
                .replaceWithVoid();
    }

    /**
     * Reads all leases and all living replicas.
     *
     * @param atRest whether to wait for those who are taking shards at this moment, so that whoever is read as an owner
     *     was not judged dead before the last heartbeat
     */
    Uni<ShardTable> read(boolean atRest) {
        return pool.preparedQuery(atRest ? SHARDS_AT_REST : SHARDS)
                .execute()
                .flatMap(shards -> pool.preparedQuery(LIVE)
                        .execute()
                        .map(live -> new ShardTable(rows(shards), replicas(live), leaving(live))));
    }

    /** Takes those of {@code shards} that nobody alive holds: the new leases. */
    Uni<List<ShardLease>> take(Replica self, List<Integer> shards) {
        Integer[] wanted = shards.toArray(Integer[]::new);
        // Locked first, judged by a later snapshot: an owner whose heartbeat came while we waited for the rows lives.
        return pool.withTransaction(connection -> connection
                        .preparedQuery(LOCK)
                        .execute(Tuple.of(wanted))
                        .chain(() -> connection.preparedQuery(TAKE).execute(Tuple.of(self.id(), wanted))))
                .map(rows -> {
                    List<ShardLease> leases = new ArrayList<>(rows.size());
                    rows.forEach(row -> leases.add(new ShardLease(row.getInteger(0), row.getLong(1))));
                    return leases;
                });
    }

    /** Gives up {@code leases} and says so; the next owner need not wait for a heartbeat to expire. */
    Uni<Void> release(Replica self, List<ShardLease> leases) {
        return pool.preparedQuery(RELEASE)
                .execute(Tuple.of(
                        self.id(),
                        leases.stream().map(ShardLease::shard).toArray(Integer[]::new),
                        leases.stream().map(ShardLease::epoch).toArray(Long[]::new)))
                .replaceWithVoid();
    }

    /** Removes {@code self} from the living and says so. */
    Uni<Void> leave(Replica self) {
        return pool.preparedQuery(LEAVE).execute(Tuple.of(self.id())).replaceWithVoid();
    }

    /** Removes replicas that have been dead for an hour. */
    Uni<Void> forgetDead() {
        return pool.preparedQuery(FORGET_DEAD).execute().replaceWithVoid();
    }

    private static List<ShardTable.Row> rows(RowSet<io.vertx.mutiny.sqlclient.Row> shards) {
        List<ShardTable.Row> rows = new ArrayList<>(shards.size());
        shards.forEach(row -> rows.add(new ShardTable.Row(row.getInteger(0), row.getLong(1), row.getString(2))));
        return rows;
    }

    private static Map<String, Replica> replicas(RowSet<io.vertx.mutiny.sqlclient.Row> live) {
        Map<String, Replica> replicas = new HashMap<>();
        live.forEach(row -> replicas.put(row.getString(0), new Replica(row.getString(0), row.getString(1))));
        return replicas;
    }

    private static Set<String> leaving(RowSet<io.vertx.mutiny.sqlclient.Row> live) {
        Set<String> leaving = new HashSet<>();
        live.forEach(row -> {
            if (row.getBoolean(2)) {
                leaving.add(row.getString(0));
            }
        });
        return leaving;
    }
}

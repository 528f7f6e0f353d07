package io.posthorn.queue.move;

import io.posthorn.platform.AccountId;
import io.posthorn.queue.queue.MoveTask;
import io.posthorn.queue.queue.MoveTasks.CancelResult;
import io.posthorn.queue.queue.QueueKey;
import io.posthorn.queue.queue.QueueName;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Move tasks on record. */
public final class MoveTaskStore {
    /** Active tasks of one account at the most. */
    public static final int MOST_ACTIVE = 100;

    private static final String COLUMNS = "account, id, region, source, source_id, destination_account,"
            + " destination_region, destination, max_per_second, status, moved, to_move, failure_reason, started_at";

    private static final String ACTIVE =
            "SELECT count(*) FROM queue.move_tasks WHERE account = $1 AND status IN ('RUNNING', 'CANCELLING')";

    private static final String INSERT = """
            INSERT INTO queue.move_tasks (account, id, region, source, source_id, shard, destination_account,
                destination_region, destination, max_per_second, status, moved, to_move, started_at)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 'RUNNING', 0, $11, $12)
            ON CONFLICT DO NOTHING""";

    private static final String LIST = "SELECT " + COLUMNS
            + " FROM queue.move_tasks WHERE account = $1 AND source_id = $2" + " ORDER BY started_at DESC, id LIMIT $3";

    private static final String RUNNING = "SELECT " + COLUMNS
            + " FROM queue.move_tasks WHERE shard = ANY($1::int[]) AND status IN ('RUNNING', 'CANCELLING')";

    private static final String CANCEL = """
            UPDATE queue.move_tasks SET status = 'CANCELLING'
            WHERE account = $1 AND source_id = $2 AND id = $3 AND status = 'RUNNING' RETURNING moved""";

    private static final String EXISTS =
            "SELECT 1 FROM queue.move_tasks WHERE account = $1 AND source_id = $2 AND id = $3";

    private static final String FINISH = """
            UPDATE queue.move_tasks SET status = $3, failure_reason = $4, ended_at = now()
            WHERE account = $1 AND id = $2 AND status IN ('RUNNING', 'CANCELLING')""";

    private static final String FORGET = """
            DELETE FROM queue.move_tasks WHERE shard = ANY($1::int[]) AND ended_at < now() - interval '14 days'""";

    /** A task with the number of the queue that it empties. */
    public record Entry(MoveTask task, long sourceId) {}

    private final Pool pool;

    public MoveTaskStore(Pool pool) {
        this.pool = pool;
    }

    /** How many tasks of {@code account} run. */
    public Uni<Long> active(AccountId account) {
        return pool.preparedQuery(ACTIVE)
                .execute(Tuple.of(account.value()))
                .map(rows -> rows.iterator().next().getLong(0));
    }

    /** Records a task that runs; answers whether no other of its source does. */
    public Uni<Boolean> insert(MoveTask task, long sourceId, int shard) {
        Optional<QueueKey> destination = task.destination();
        Tuple tuple = Tuple.tuple()
                .addValue(task.source().account().value())
                .addValue(UUID.fromString(task.id()))
                .addValue(task.source().region())
                .addValue(task.source().name().value())
                .addValue(sourceId)
                .addValue(shard)
                .addValue(destination.map(key -> key.account().value()).orElse(null))
                .addValue(destination.map(QueueKey::region).orElse(null))
                .addValue(destination.map(key -> key.name().value()).orElse(null))
                .addValue(task.maxPerSecond().isPresent() ? task.maxPerSecond().getAsInt() : null)
                .addValue(task.toMove())
                .addValue(task.startedAt().atOffset(ZoneOffset.UTC));
        return pool.preparedQuery(INSERT).execute(tuple).map(rows -> rows.rowCount() == 1);
    }

    /** The latest tasks of a queue, newest first. */
    public Uni<List<MoveTask>> list(AccountId account, long sourceId, int limit) {
        return pool.preparedQuery(LIST)
                .execute(Tuple.of(account.value(), sourceId, limit))
                .map(rows -> entries(rows).stream().map(Entry::task).toList());
    }

    /** The tasks that run or are being cancelled on {@code shards}. */
    public Uni<List<Entry>> running(Set<Integer> shards) {
        return pool.preparedQuery(RUNNING)
                .execute(Tuple.of(shards.toArray(Integer[]::new)))
                .map(MoveTaskStore::entries);
    }

    /** Asks a task to stop. */
    public Uni<CancelResult> cancel(AccountId account, long sourceId, UUID id) {
        Tuple key = Tuple.of(account.value(), sourceId, id);
        return pool.preparedQuery(CANCEL).execute(key).chain(rows -> {
            if (rows.rowCount() == 1) {
                return Uni.createFrom()
                        .<CancelResult>item(new CancelResult.Cancelling(
                                rows.iterator().next().getLong(0)));
            }
            return pool.preparedQuery(EXISTS)
                    .execute(key)
                    .map(found -> found.rowCount() == 0 ? new CancelResult.Missing() : new CancelResult.NotRunning());
        });
    }

    /** Ends a task. */
    public Uni<Void> finish(MoveTask task, MoveTask.Status status, @Nullable String reason) {
        return pool.preparedQuery(FINISH)
                .execute(Tuple.of(task.source().account().value(), UUID.fromString(task.id()), status.name(), reason))
                .replaceWithVoid();
    }

    /** Forgets tasks that ended two weeks ago. */
    public Uni<Void> forgetOld(Set<Integer> shards) {
        return pool.preparedQuery(FORGET)
                .execute(Tuple.of(shards.toArray(Integer[]::new)))
                .replaceWithVoid();
    }

    private static List<Entry> entries(RowSet<Row> rows) {
        List<Entry> entries = new ArrayList<>(rows.size());
        rows.forEach(row -> entries.add(entry(row)));
        return entries;
    }

    private static Entry entry(Row row) {
        String destination = row.getString("destination");
        Integer rate = row.getInteger("max_per_second");
        OffsetDateTime started = row.getOffsetDateTime("started_at");
        MoveTask task = new MoveTask(
                row.getUUID("id").toString(),
                key(row.getString("account"), row.getString("region"), row.getString("source")),
                destination == null
                        ? Optional.empty()
                        : Optional.of(key(
                                row.getString("destination_account"),
                                row.getString("destination_region"),
                                destination)),
                rate == null ? OptionalInt.empty() : OptionalInt.of(rate),
                MoveTask.Status.valueOf(row.getString("status")),
                row.getLong("moved"),
                row.getLong("to_move"),
                Optional.ofNullable(row.getString("failure_reason")),
                Instant.from(started));
        return new Entry(task, row.getLong("source_id"));
    }

    private static QueueKey key(String account, String region, String name) {
        return new QueueKey(new AccountId(account), region, new QueueName(name));
    }
}

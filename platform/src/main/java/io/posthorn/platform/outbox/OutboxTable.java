package io.posthorn.platform.outbox;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Transaction;
import io.vertx.mutiny.sqlclient.Tuple;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.producer.ProducerRecord;

/** The relay's side of the table, for a thread that may wait. */
final class OutboxTable {
    /** Where counting ends: a deeper outbox is an alarm whatever its depth. */
    private static final int MAX_COUNTED = 100_000;

    private static final String LOCK = "select pg_try_advisory_xact_lock(hashtextextended($1, 0))";

    private static final String READ = """
            select id, topic, partition_key, partition_number, payload
            from (select *, sum(octet_length(payload)) over (order by id) - octet_length(payload) as before
                  from (select * from ${schema}.outbox order by id limit $1) oldest) measured
            where before < $2
            order by id""";

    private static final String DELETE = "delete from ${schema}.outbox where id = any($1)";

    private static final String MEASURE = """
            select count(*) as depth,
                   coalesce(extract(epoch from clock_timestamp() - min(created_at)), 0)::float8 as age
            from (select created_at from ${schema}.outbox order by id limit $1) oldest""";

    private final Pool pool;
    private final String lockName;
    private final String read;
    private final String delete;
    private final String measure;
    private final OutboxSettings settings;

    OutboxTable(Pool pool, String schema, OutboxSettings settings) {
        this.pool = pool;
        this.lockName = "posthorn.outbox." + schema;
        this.read = READ.replace("${schema}", schema);
        this.delete = DELETE.replace("${schema}", schema);
        this.measure = MEASURE.replace("${schema}", schema);
        this.settings = settings;
    }

    /** A row on its way. */
    record Waiting(long id, ProducerRecord<String, byte[]> message) {}

    /** How full the outbox is. */
    record Measure(long depth, double oldestAgeSeconds) {}

    Measure measure() throws ExecutionException, TimeoutException, InterruptedException {
        Row row = await(pool.preparedQuery(measure).execute(Tuple.of(MAX_COUNTED)))
                .iterator()
                .next();
        return new Measure(row.getLong("depth"), row.getDouble("age"));
    }

    /** Begins a round: a transaction, so that a lock that outlives its owner is impossible even in a pool. */
    Round begin() throws ExecutionException, TimeoutException, InterruptedException {
        CompletableFuture<SqlConnection> asked = pool.getConnection().subscribeAsCompletionStage();
        SqlConnection connection;
        try {
            connection = await(asked);
        } catch (TimeoutException | InterruptedException e) {
            // A connection that comes too late has to go back; one that never comes is nothing to wait for.
            var _ = asked.thenCompose(late -> late.close().subscribeAsCompletionStage());
            throw e;
        }
        try {
            return new Round(connection, await(connection.begin()));
        } catch (ExecutionException | TimeoutException | InterruptedException e) {
            forget(connection.close());
            throw e;
        }
    }

    private <T> T await(Uni<T> uni) throws ExecutionException, TimeoutException, InterruptedException {
        return await(uni.subscribeAsCompletionStage());
    }

    private <T> T await(CompletableFuture<T> future) throws ExecutionException, TimeoutException, InterruptedException {
        Duration timeout = settings.statementTimeout();
        return future.get(timeout.toNanos(), TimeUnit.NANOSECONDS);
    }

    /** Commands run in order, so what is not waited for still comes before whatever uses the connection next. */
    private static void forget(Uni<Void> uni) {
        uni.subscribe().with(done -> {}, failure -> {});
    }

    /** One transaction of the relay. Closing it without {@link #commit} undoes it. */
    final class Round implements AutoCloseable {
        private final SqlConnection connection;
        private final Transaction transaction;
        private boolean committed;

        private Round(SqlConnection connection, Transaction transaction) {
            this.connection = connection;
            this.transaction = transaction;
        }

        /** Whether no other relay of this schema is at work; it stays so until the round ends. */
        boolean lock() throws ExecutionException, TimeoutException, InterruptedException {
            RowSet<Row> rows = await(connection.preparedQuery(LOCK).execute(Tuple.of(lockName)));
            return rows.iterator().next().getBoolean(0);
        }

        List<Waiting> oldest() throws ExecutionException, TimeoutException, InterruptedException {
            List<Waiting> oldest = new ArrayList<>();
            for (Row row : await(
                    connection.preparedQuery(read).execute(Tuple.of(settings.batch(), (long) settings.batchBytes())))) {
                oldest.add(new Waiting(
                        row.getLong("id"),
                        new ProducerRecord<>(
                                row.getString("topic"),
                                row.getInteger("partition_number"),
                                row.getString("partition_key"),
                                row.getBuffer("payload").getBytes())));
            }
            return oldest;
        }

        void delete(List<Waiting> sent) throws ExecutionException, TimeoutException, InterruptedException {
            Long[] ids = sent.stream().map(Waiting::id).toArray(Long[]::new);
            await(connection.preparedQuery(delete).execute(Tuple.tuple().addValue(ids)));
        }

        void commit() throws ExecutionException, TimeoutException, InterruptedException {
            committed = true;
            await(transaction.commit());
        }

        @Override
        public void close() {
            if (!committed) {
                forget(transaction.rollback());
            }
            forget(connection.close());
        }
    }
}

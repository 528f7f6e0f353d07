package io.posthorn.queue;

import io.posthorn.embedded.EmbeddedPostgres;
import io.posthorn.platform.store.SchemaMigration;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgBuilder;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.PoolOptions;
import java.time.Duration;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.postgresql.ds.PGSimpleDataSource;

/** A PostgreSQL with the queue schema, for tests below the service. */
public final class TestDatabase implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final EmbeddedPostgres postgres = EmbeddedPostgres.temporary();
    private final Vertx vertx = Vertx.vertx();
    private final PgConnectOptions options;
    private final Pool pool;

    /** Starts it. */
    public TestDatabase() {
        options = PgConnectOptions.fromUri(postgres.reactiveUri())
                .setUser(postgres.username())
                .setPassword(postgres.password());
        PGSimpleDataSource dataSource = new PGSimpleDataSource();
        dataSource.setUrl(postgres.jdbcUrl());
        dataSource.setUser(postgres.username());
        dataSource.setPassword(postgres.password());
        SchemaMigration.run(dataSource, "queue");
        pool = PgBuilder.pool()
                .with(new PoolOptions().setMaxSize(8))
                .connectingTo(options)
                .using(vertx)
                .build();
    }

    /** The server itself. */
    public EmbeddedPostgres postgres() {
        return postgres;
    }

    /** The event loops. */
    public Vertx vertx() {
        return vertx;
    }

    /** How to reach it. */
    public PgConnectOptions options() {
        return options;
    }

    /** Connections to it. */
    public Pool pool() {
        return pool;
    }

    /** Runs a statement. */
    public void run(String sql) {
        await(pool.query(sql).execute());
    }

    /** The first column of the first row, as a number. */
    public long number(String sql) {
        return await(pool.query(sql).execute()).iterator().next().getLong(0);
    }

    /** The result of {@code future}, waited for a bounded time. */
    public static <T> T await(Future<T> future) {
        try {
            return future.toCompletionStage().toCompletableFuture().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw new CompletionException(e.getCause());
        } catch (TimeoutException e) {
            throw new AssertionError("nothing within " + PATIENCE, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CompletionException(e);
        }
    }

    @Override
    public void close() {
        await(pool.close());
        await(vertx.close());
        postgres.close();
    }
}

package io.posthorn.standalone;

import io.posthorn.embedded.EmbeddedKafka;
import io.posthorn.embedded.EmbeddedPostgres;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;

/**
 * The database and the broker, started together and stopped in order: Kafka first, then PostgreSQL.
 *
 * @param postgres the database
 * @param kafka the broker
 */
record EmbeddedServers(EmbeddedPostgres postgres, EmbeddedKafka kafka) implements AutoCloseable {
    /** The system property that says how often in a row a database that dies at once is started again. */
    private static final String RESTARTS = "posthorn.standalone.database-restarts";

    /**
     * Starts both under the data folder.
     *
     * @param onFailure told why when one of them cannot go on
     * @throws io.posthorn.embedded.EmbeddedException if one does not start; the other is then stopped
     */
    static EmbeddedServers start(Path dataFolder, Consumer<String> onFailure) {
        try (ExecutorService starters = Executors.newThreadPerTaskExecutor(
                Thread.ofPlatform().name("posthorn-start-", 0).factory())) {
            CompletableFuture<EmbeddedPostgres> postgres = CompletableFuture.supplyAsync(
                    () -> EmbeddedPostgres.builder()
                            .dataFolder(postgresFolder(dataFolder))
                            .restarts(Integer.getInteger(RESTARTS, EmbeddedPostgres.Builder.DEFAULT_RESTARTS))
                            .onFailure(onFailure)
                            .start(),
                    starters);
            CompletableFuture<EmbeddedKafka> kafka = CompletableFuture.supplyAsync(
                    () -> EmbeddedKafka.builder()
                            .dataFolder(dataFolder.resolve("kafka"))
                            .onFailure(onFailure)
                            .start(),
                    starters);
            return both(postgres, kafka);
        }
    }

    static Path postgresFolder(Path dataFolder) {
        return dataFolder.resolve("postgres");
    }

    private static EmbeddedServers both(
            CompletableFuture<EmbeddedPostgres> postgres, CompletableFuture<EmbeddedKafka> kafka) {
        try {
            return postgres.thenCombine(kafka, EmbeddedServers::new).join();
        } catch (CompletionException e) {
            // thenCombine fails only when both have ended.
            closeIfStarted(kafka);
            closeIfStarted(postgres);
            throw e.getCause() instanceof RuntimeException cause ? cause : e;
        }
    }

    private static void closeIfStarted(CompletableFuture<? extends AutoCloseable> started) {
        if (started.isCompletedExceptionally()) {
            return;
        }
        try {
            started.join().close();
        } catch (Exception e) {
            throw new IllegalStateException("cannot stop what was started", e);
        }
    }

    @Override
    public void close() {
        try {
            kafka.close();
        } finally {
            postgres.close();
        }
    }
}

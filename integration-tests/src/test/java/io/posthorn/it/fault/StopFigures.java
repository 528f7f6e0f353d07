package io.posthorn.it.fault;

import static org.assertj.core.api.Assertions.assertThat;

import io.posthorn.embedded.EmbeddedKafka;
import io.posthorn.embedded.EmbeddedPostgres;
import io.posthorn.it.process.JavaProcess;
import io.posthorn.it.process.SeparateServices;
import io.posthorn.it.process.StartsProcesses;
import io.posthorn.it.process.Stores;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * How long a queue is not served when its replica is stopped in order, next to how long none of it is served while nothing
 * happens. Not part of a build: it is asked for by its name, with {@code -Dposthorn.it.full-speed=true}.
 */
@StartsProcesses
@Tag("alone")
@Timeout(value = 20, unit = TimeUnit.MINUTES)
class StopFigures {
    private static final int STOPS = 6;
    private static final int STANDARD = 4;
    private static final int FIFO = 2;
    private static final Duration PROBES = Duration.ofMillis(20);
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** As many sends and deletions of each queue as are made in some seconds. */
    private static final int A_WHILE = 150;

    @Test
    void stopsInOrder() throws IOException {
        try (EmbeddedPostgres postgres = EmbeddedPostgres.temporary();
                EmbeddedKafka kafka = EmbeddedKafka.temporary();
                SeparateServices services = SeparateServices.start(
                        "stops",
                        new Stores(
                                postgres.jdbcUrl(),
                                postgres.reactiveUri(),
                                postgres.username(),
                                postgres.password(),
                                kafka.bootstrapServers()),
                        2)) {
            for (int stop = 0; stop < STOPS; stop++) {
                int replica = stop % 2;
                awaitBalance(services);
                double undisturbed = longestGap(services, () -> {});
                double stopped =
                        longestGap(services, () -> services.queue(replica).terminate());
                System.out.printf(
                        "StopFigures longest time without a success of any queue: undisturbed %.0f ms; a replica stops %.0f ms%n",
                        undisturbed, stopped);
                services.queue(replica).close();
                services.startQueueAgain(replica);
            }
        }
    }

    private static double longestGap(SeparateServices services, Runnable disturbance) {
        try (Load load = Load.start(services.installation().first(), STANDARD, FIFO, PROBES)) {
            load.awaitProgress(A_WHILE, PATIENCE);
            long since = System.nanoTime();
            disturbance.run();
            load.awaitProgress(A_WHILE, PATIENCE);
            List<String> broken = load.settle();
            assertThat(broken).isEmpty();
            return load.single().longestGap(since).toNanos() / (double) TimeUnit.MILLISECONDS.toNanos(1);
        }
    }

    private static void awaitBalance(SeparateServices services) {
        Awaitility.await("both replicas own half of the shards")
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(200))
                .until(() -> shards(services.queue(0)) == 32 && shards(services.queue(1)) == 32);
    }

    private static double shards(JavaProcess replica) throws IOException {
        return replica.meter("posthorn_queue_shards", "");
    }
}

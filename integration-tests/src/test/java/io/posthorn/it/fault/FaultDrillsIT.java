package io.posthorn.it.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.posthorn.embedded.EmbeddedKafka;
import io.posthorn.embedded.EmbeddedPostgres;
import io.posthorn.it.process.JavaProcess;
import io.posthorn.it.process.SeparateServices;
import io.posthorn.it.process.StartsProcesses;
import io.posthorn.it.process.Stores;
import io.posthorn.it.process.Suspension;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * The database and the broker stop, die, hang and run out of disk while clients send, receive and delete. Each time nothing
 * acknowledged is lost or undone, clients see nothing but errors that they may repeat, memory stays bounded, and everything
 * resumes by itself.
 */
@StartsProcesses
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FaultDrillsIT {
    /** How long the database hangs: {@code -Dposthorn.it.hang=30} for the long drill. */
    private static final Duration HANG = Duration.ofSeconds(Integer.getInteger("posthorn.it.hang", 12));

    private static final Duration DISK_FULL = Duration.ofSeconds(4);
    private static final Duration BROKER_AWAY = Duration.ofSeconds(4);
    private static final Duration RESUMED = Duration.ofSeconds(60);
    private static final Duration TOLD = Duration.ofSeconds(15);
    private static final int STANDARD = 6;
    private static final int FIFO = 3;

    /** What a heap may grow by over a drill: classes, buffers and caches that were not there at its begin. */
    private static final double GROWTH_BYTES = 48 * 1024 * 1024.0;

    /** The default of what may wait: an eighth of the heap. */
    private static final double WAITING_BYTES = 192 * 1024 * 1024.0 / 8;

    private Path folder;
    private Optional<SmallDisk> disk = Optional.empty();
    private EmbeddedPostgres postgres;
    private @Nullable EmbeddedKafka kafka;
    private SeparateServices services;

    @BeforeAll
    void start(@TempDir Path temporary) {
        folder = temporary;
        disk = SmallDisk.mount();
        postgres = EmbeddedPostgres.builder()
                .dataFolder(disk.map(SmallDisk::folder).orElse(folder).resolve("postgres"))
                .start();
        kafka = startKafka();
        services = SeparateServices.start(
                "drills",
                new Stores(
                        postgres.jdbcUrl(),
                        postgres.reactiveUri(),
                        postgres.username(),
                        postgres.password(),
                        kafka.bootstrapServers()),
                1);
    }

    private EmbeddedKafka startKafka() {
        return EmbeddedKafka.builder().dataFolder(folder.resolve("kafka")).start();
    }

    @AfterAll
    void stop() {
        services.close();
        if (kafka != null) {
            kafka.close();
        }
        postgres.close();
        disk.ifPresent(SmallDisk::close);
    }

    @Test
    void theDatabaseIsRestarted() throws IOException {
        drill("PostgreSQL restarted", () -> {
            double retries = retries();
            Suspension.send("INT", postgres.pid());
            awaitTold("transactions are repeated", () -> retries() > retries);
        });
    }

    @Test
    void theDatabaseIsKilled() throws IOException {
        drill("PostgreSQL killed", () -> {
            double retries = retries();
            Suspension.send("KILL", postgres.pid());
            awaitTold("transactions are repeated", () -> retries() > retries);
        });
    }

    @Test
    void theDatabaseHangs() throws IOException {
        drill("PostgreSQL hung for " + HANG.toSeconds() + " s", () -> {
            long began = System.nanoTime();
            try (Suspension _ = Suspension.of(postgres.pid())) {
                awaitTold("the replica is not ready", () -> !isReady(queue()));
                awaitTold("the edge is not ready", () -> !isReady(services.signer()));
                awaitTold(
                        "the replica does not answer for its shards",
                        () -> queue().meter("posthorn_queue_shards", "") == 0);
                Awaitility.await()
                        .atMost(HANG.plus(RESUMED))
                        .pollInterval(Duration.ofMillis(200))
                        .until(() -> {
                            assertThat(waitingBytes()).isLessThan(WAITING_BYTES);
                            return System.nanoTime() - began > HANG.toNanos();
                        });
            }
        });
    }

    @Test
    void theDiskOfTheDatabaseIsFull() throws IOException {
        assumeTrue(disk.isPresent(), "mounting a file system needs root and a permission that containers may lack");
        SmallDisk full = disk.orElseThrow();
        drill("disk full", () -> {
            double retries = retries();
            long began = System.nanoTime();
            full.fill();
            try {
                // Space that files have already is used up first.
                Awaitility.await("transactions are repeated")
                        .atMost(RESUMED)
                        .pollInterval(Duration.ofMillis(200))
                        .until(() -> {
                            full.fill();
                            return retries() > retries && System.nanoTime() - began > DISK_FULL.toNanos();
                        });
                assertThat(waitingBytes()).isLessThan(WAITING_BYTES);
            } finally {
                full.free();
            }
        });
    }

    @Test
    void theBrokerIsAwayForAWhile() throws IOException {
        drill("Kafka restarted", () -> {
            EmbeddedKafka running = kafka;
            kafka = null;
            if (running != null) {
                running.close();
            }
            long began = System.nanoTime();
            Awaitility.await()
                    .atMost(RESUMED)
                    .pollInterval(Duration.ofMillis(200))
                    .until(() -> {
                        assertThat(isReady(queue())).isTrue();
                        return System.nanoTime() - began > BROKER_AWAY.toNanos();
                    });
            kafka = startKafka();
        });
    }

    private interface Fault {
        void happen() throws IOException;
    }

    private void drill(String name, Fault fault) throws IOException {
        try (Load load = Load.start(services.installation().first(), STANDARD, FIFO)) {
            load.awaitProgress(5, RESUMED);
            double before = heapAfterCollection();
            long since = System.nanoTime();

            fault.happen();

            load.awaitProgress(10, RESUMED);
            awaitTold("both are ready again", () -> isReady(queue()) && isReady(services.signer()));
            List<String> broken = load.settle();
            double after = heapAfterCollection();

            System.out.printf(
                    "FaultDrillsIT %s: %s; heap %.0f MiB before, %.0f MiB after%n",
                    name, load.summary(since), before / 1024 / 1024, after / 1024 / 1024);
            assertThat(broken).isEmpty();
            assertThat(load.single().counts().keySet())
                    .isSubsetOf(Attempts.OK, Attempts.NO_ANSWER, "503 ServiceUnavailable");
            assertThat(load.repeated().counts().keySet())
                    .isSubsetOf(Attempts.OK, Attempts.NO_ANSWER, "503 ServiceUnavailable");
            assertThat(queue().meter("posthorn_queue_requests_total", "outcome=\"bug\""))
                    .isZero();
            assertThat(after).isLessThan(before + GROWTH_BYTES);
            Awaitility.await("nothing waits").atMost(TOLD).until(() -> waitingBytes() == 0);
        }
    }

    private static void awaitTold(String what, Callable<Boolean> told) {
        Awaitility.await(what)
                .atMost(TOLD)
                .pollInterval(Duration.ofMillis(100))
                .ignoreExceptionsInstanceOf(IOException.class)
                .until(told);
    }

    private JavaProcess queue() {
        return services.queue(0);
    }

    private double retries() throws IOException {
        return queue().meter("posthorn_queue_journal_retries_total", "");
    }

    private double waitingBytes() throws IOException {
        return queue().meter("posthorn_queue_journal_waiting_bytes", "");
    }

    /** A probe that is not answered in time is one that fails. */
    private static boolean isReady(JavaProcess process) {
        try {
            return process.get("/q/health/ready").statusCode() == 200;
        } catch (IOException _) {
            return false;
        }
    }

    /** The bytes of the queue service's heap that are in use after a full collection. */
    private double heapAfterCollection() throws IOException {
        Path jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd");
        try {
            Process collection = new ProcessBuilder(jcmd.toString(), Long.toString(queue().pid()), "GC.run")
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            assertThat(collection.waitFor(TOLD.toSeconds(), TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
        return queue().meter("jvm_memory_used_bytes", "area=\"heap\"");
    }
}

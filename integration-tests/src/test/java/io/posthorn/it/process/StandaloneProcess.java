package io.posthorn.it.process;

import io.posthorn.it.endpoint.Installation;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/** A standalone product with a data folder of its own, which survives {@link #kill} and goes with {@link #close}. */
public final class StandaloneProcess implements AutoCloseable {
    private static final Duration DATABASE_STOP_LIMIT = Duration.ofSeconds(30);
    private static final String ACCOUNTS =
            "111111111111:AKIDFIRST:first+secret/of:the=tests,222222222222:AKIDSECOND:second+secret/of:the=tests";

    private final String name;
    private final Path data;
    private final int port;
    private final int heapMegabytes;
    private final Map<String, String> properties;
    private JavaProcess process;

    private StandaloneProcess(String name, Path data, int heapMegabytes, Map<String, String> properties) {
        this.name = name;
        this.data = data;
        this.heapMegabytes = heapMegabytes;
        this.properties = properties;
        this.port = JavaProcess.freePort();
        this.process = launch();
    }

    /** Starts one and waits until it is ready. */
    public static StandaloneProcess start(String name) {
        return start(name, Map.of());
    }

    /** Starts one with settings of its own, which are system properties, and waits until it is ready. */
    public static StandaloneProcess start(String name, Map<String, String> properties) {
        return start(name, Program.STANDALONE.heapMegabytes(), properties);
    }

    /**
     * Starts one with a heap and settings of its own, and waits until it is ready.
     *
     * @param properties more system properties
     */
    public static StandaloneProcess start(String name, int heapMegabytes, Map<String, String> properties) {
        try {
            StandaloneProcess started = new StandaloneProcess(
                    name, Files.createTempDirectory("posthorn-" + name + '-'), heapMegabytes, properties);
            started.process.awaitReady();
            return started;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private JavaProcess launch() {
        return JavaProcess.start(
                "standalone-" + name,
                Program.STANDALONE,
                heapMegabytes,
                port,
                Map.of(
                        "POSTHORN_PORT", Integer.toString(port),
                        "POSTHORN_DATA", data.toString(),
                        "POSTHORN_ACCOUNTS", ACCOUNTS),
                properties);
    }

    /** Its answer to a GET of {@code path}, unsigned. */
    public HttpResponse<String> get(String path) throws IOException {
        return process.get(path);
    }

    /** Where it answers, to two accounts. The same after {@link #startAgain}. */
    public Installation installation() {
        return Installation.at(process.uri(), ACCOUNTS);
    }

    /** Ends the JVM as {@code kill -9} does. */
    public void kill() {
        process.kill();
    }

    /** Stops the JVM as an operator does. */
    public void stop() {
        process.close();
    }

    /** Starts the product again on the same folder and port, and waits until it is ready. */
    public void startAgain() {
        process = launch();
        process.awaitReady();
    }

    /** Ends PostgreSQL's first process as {@code kill -9} does. */
    public void killPostmaster() {
        ProcessHandle postmaster =
                postmaster().orElseThrow(() -> new IllegalStateException("PostgreSQL does not run in " + data));
        postmaster.destroyForcibly();
        postmaster.onExit().join();
    }

    private Optional<ProcessHandle> postmaster() {
        Path pidFile = data.resolve("postgres/data/postmaster.pid");
        if (!Files.exists(pidFile)) {
            return Optional.empty();
        }
        try (Stream<String> lines = Files.lines(pidFile)) {
            return lines.findFirst().map(line -> Long.parseLong(line.strip())).flatMap(ProcessHandle::of);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        if (process.isAlive()) {
            process.close();
        }
        // The database of a killed JVM stops on its own, a moment later.
        Awaitility.await()
                .atMost(DATABASE_STOP_LIMIT)
                .until(() -> postmaster().filter(ProcessHandle::isAlive).isEmpty());
        delete(data);
    }

    private static void delete(Path folder) {
        try (Stream<Path> paths = Files.walk(folder)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

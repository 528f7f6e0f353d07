package io.posthorn.it.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/** A program in a process of its own, which answers on 127.0.0.1. Its output goes to a file under {@code target}. */
public final class JavaProcess implements AutoCloseable {
    /** Far more than a start takes; builds may share the machine. */
    private static final Duration READY_LIMIT = Duration.ofMinutes(2);

    private static final Duration STOP_LIMIT = Duration.ofSeconds(70);
    private static final Duration PROBE_LIMIT = Duration.ofSeconds(5);
    /** A system property, {@code true} for figures: processes compile as in operation, and start more slowly. */
    private static final String FULL_SPEED = "posthorn.it.full-speed";

    private static final List<String> OWN_VARIABLES =
            List.of("POSTHORN_", "QUARKUS_", "AWS_", "JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS");

    private static final HttpClient PROBES =
            HttpClient.newBuilder().connectTimeout(PROBE_LIMIT).build();

    private final Process process;
    private final URI uri;
    private final Path log;

    private JavaProcess(Process process, URI uri, Path log) {
        this.process = process;
        this.uri = uri;
        this.log = log;
    }

    /**
     * Starts {@code program}; returns before it is ready.
     *
     * @param name of the process, and of its log
     * @param port where it is told, by {@code environment} or {@code properties}, to listen
     * @param environment its variables, secrets among them
     * @param properties its system properties, which everybody can read
     */
    static JavaProcess start(
            String name, Program program, int port, Map<String, String> environment, Map<String, String> properties) {
        return start(name, program, program.heapMegabytes(), port, environment, properties);
    }

    /** As above, with another heap. */
    static JavaProcess start(
            String name,
            Program program,
            int heapMegabytes,
            int port,
            Map<String, String> environment,
            Map<String, String> properties) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx" + heapMegabytes + "m",
                "-XX:+ExitOnOutOfMemoryError",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow"));
        if (!Boolean.getBoolean(FULL_SPEED)) {
            // Tests start processes more often than they load them.
            command.add("-XX:TieredStopAtLevel=1");
        }
        new TreeMap<>(properties).forEach((key, value) -> command.add("-D" + key + '=' + value));
        command.addAll(List.of("-jar", program.jar().toString()));
        try {
            Path log = Files.createDirectories(ProcessLogs.FOLDER).resolve(name + ".log");
            ProcessBuilder builder = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
            builder.environment()
                    .keySet()
                    .removeIf(key -> OWN_VARIABLES.stream().anyMatch(key::startsWith));
            builder.environment().putAll(environment);
            return new JavaProcess(builder.start(), URI.create("http://127.0.0.1:" + port), log);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot start " + name, e);
        }
    }

    /** A port of 127.0.0.1 that nobody listens on now. */
    static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Where it answers. */
    public URI uri() {
        return uri;
    }

    /** Waits until it says that it is ready; fails with the end of its log if it ends or does not get there. */
    JavaProcess awaitReady() {
        try {
            Awaitility.await()
                    .atMost(READY_LIMIT)
                    .pollDelay(Duration.ZERO)
                    .pollInterval(Duration.ofMillis(100))
                    .until(() -> {
                        if (!process.isAlive()) {
                            throw new IllegalStateException("it ended with status " + process.exitValue());
                        }
                        return isReady();
                    });
            return this;
        } catch (RuntimeException e) {
            close();
            throw new IllegalStateException(
                    "not ready: " + e.getMessage() + "\n---- the end of " + log + " ----\n" + ProcessLogs.tail(log), e);
        }
    }

    private boolean isReady() {
        try {
            return get("/q/health/ready").statusCode() == 200;
        } catch (IOException _) {
            return false;
        }
    }

    /** Its answer to a GET of {@code path}. */
    public HttpResponse<String> get(String path) throws IOException {
        HttpRequest request =
                HttpRequest.newBuilder(uri.resolve(path)).timeout(PROBE_LIMIT).build();
        try {
            return PROBES.send(request, HttpResponse.BodyHandlers.ofString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** Its number. */
    public long pid() {
        return process.pid();
    }

    /** Asks it to stop, as an operator does, and does not wait. */
    public void terminate() {
        process.destroy();
    }

    /** Its meter's value, of all series whose labels contain {@code label}; 0 when there is none. */
    public double meter(String name, String label) throws IOException {
        return get("/q/metrics")
                .body()
                .lines()
                .filter(line -> (line.startsWith(name + '{') || line.startsWith(name + ' ')) && line.contains(label))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }

    /** Ends it as {@code kill -9} does. */
    public void kill() {
        process.destroyForcibly().onExit().join();
    }

    /** Stops it as an operator does, and returns when it has ended. */
    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(STOP_LIMIT.toSeconds(), TimeUnit.SECONDS)) {
                kill();
                throw new IllegalStateException("not stopped within " + STOP_LIMIT + "; see " + log);
            }
        } catch (InterruptedException e) {
            kill();
            Thread.currentThread().interrupt();
        }
    }
}

package io.posthorn.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
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
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The packaged program, as {@code ./posthorn up} runs it. */
class StandaloneIT {
    private static final Duration READY_LIMIT = Duration.ofMinutes(2);
    private static final int TERMINATED = 128 + 15;

    @TempDir
    private Path folder;

    private final List<Process> started = new ArrayList<>();

    @AfterEach
    void endWhatIsLeft() {
        started.forEach(StandaloneIT::end);
    }

    /** Its children first: one that is left, such as what makes the database's folder, would write on while that is deleted. */
    private static void end(Process process) {
        await().until(() -> {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            return process.descendants().findAny().isEmpty();
        });
        process.destroyForcibly().onExit().join();
    }

    @Test
    void itStartsServesAndStopsInOrder() throws Exception {
        Path data = folder.resolve("data");
        int port = freePort();
        Process process = start(data, port);
        awaitReady(data, process);

        assertThat(Files.readString(data.resolve("endpoint")).strip()).isEqualTo("http://localhost:" + port);
        assertThat(status(port, "/q/health/ready")).isEqualTo(200);
        // Unsigned: the public door is the signer's, and there is no other.
        assertThat(status(port, "/")).isEqualTo(403);

        process.destroy();

        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isEqualTo(TERMINATED);
        assertThat(data.resolve("endpoint")).doesNotExist();
        // Left by a server that was killed, removed by one that was stopped.
        assertThat(data.resolve("postgres/data/postmaster.pid")).doesNotExist();
        assertThat(data.resolve("kafka/logs/.kafka_cleanshutdown")).exists();
        assertThat(log(data)).doesNotContain("ERROR");
    }

    @Test
    void afterAKillItStartsAgainBesideAnother() throws Exception {
        Path first = folder.resolve("first");
        Path second = folder.resolve("second");
        int port = freePort();
        Process killed = start(first, port);
        awaitReady(first, killed);
        killed.destroyForcibly().onExit().join();
        Files.delete(first.resolve("endpoint"));

        Process again = start(first, port);
        Process other = start(second, freePort());
        awaitReady(first, again);
        awaitReady(second, other);

        assertThat(status(port, "/q/health/ready")).isEqualTo(200);
    }

    @Test
    void whenTheDatabaseCannotBeKeptAliveTheProcessSaysSoAndEnds() throws Exception {
        Path data = folder.resolve("data");
        Process process = start(data, freePort(), "-Dposthorn.standalone.database-restarts=2");
        awaitReady(data, process);
        Path cluster = data.resolve("postgres/data");
        Files.move(cluster.resolve("global/pg_control"), cluster.resolve("global/pg_control.away"));
        long postmaster = Long.parseLong(
                Files.readAllLines(cluster.resolve("postmaster.pid")).getFirst().strip());

        ProcessHandle.of(postmaster).orElseThrow().destroyForcibly();

        assertThat(process.waitFor(90, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isEqualTo(1);
        assertThat(log(data))
                .contains("Posthorn stops, for its database or broker cannot go on: "
                        + "PostgreSQL was started again 2 times and ended each time");
        assertThat(data.resolve("endpoint")).doesNotExist();
    }

    @Test
    void aBusyPortIsToldInOneLineBeforeAnythingIsStarted() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, loopback())) {
            Path data = folder.resolve("data");

            Process process = start(data, taken.getLocalPort());

            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).isEqualTo(1);
            assertThat(log(data).lines().toList())
                    .singleElement()
                    .asString()
                    .startsWith("posthorn: cannot listen on 127.0.0.1:" + taken.getLocalPort());
            assertThat(data).doesNotExist();
        }
    }

    @Test
    void aFolderInUseIsToldInOneLine() throws Exception {
        Path data = folder.resolve("data");
        Process holder = start(data, freePort());
        await().atMost(READY_LIMIT).until(() -> Files.exists(data.resolve("lock")));

        Process process = start(data, freePort());

        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isEqualTo(1);
        assertThat(log(data)).contains("posthorn: the data folder " + data + " is in use by another process");
        assertThat(holder.isAlive()).isTrue();
    }

    private Process start(Path data, int port, String... options) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow"));
        command.addAll(List.of(options));
        command.addAll(List.of(
                "-jar", Path.of("target", "quarkus-app", "quarkus-run.jar").toString()));
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(logFile(data).toFile()));
        builder.environment().keySet().removeIf(name -> name.startsWith("POSTHORN_"));
        builder.environment().put("POSTHORN_DATA", data.toString());
        builder.environment().put("POSTHORN_PORT", Integer.toString(port));
        Process process = builder.start();
        started.add(process);
        return process;
    }

    private void awaitReady(Path data, Process process) {
        await().atMost(READY_LIMIT).until(() -> {
            assertThat(process.isAlive()).as(() -> uncheckedLog(data)).isTrue();
            return Files.exists(data.resolve("endpoint"));
        });
    }

    private String log(Path data) throws IOException {
        return Files.readString(logFile(data));
    }

    private String uncheckedLog(Path data) {
        try {
            return log(data);
        } catch (IOException e) {
            return e.toString();
        }
    }

    private Path logFile(Path data) {
        return folder.resolve(data.getFileName() + ".txt");
    }

    private static int status(int port, String path) throws IOException, InterruptedException {
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(
                            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                                    .timeout(Duration.ofSeconds(20))
                                    .build(),
                            HttpResponse.BodyHandlers.discarding())
                    .statusCode();
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, loopback())) {
            return socket.getLocalPort();
        }
    }

    private static InetAddress loopback() throws IOException {
        return InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
    }
}

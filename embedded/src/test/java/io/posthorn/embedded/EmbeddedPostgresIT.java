package io.posthorn.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedPostgresIT {
    @TempDir
    private Path folder;

    @Test
    void whatWasCommittedIsThereAfterARestartOnTheSamePort() throws SQLException {
        int port;
        try (EmbeddedPostgres postgres = durable()) {
            port = postgres.port();
            execute(postgres, "CREATE TABLE kept (n int)", "INSERT INTO kept VALUES (1), (2)");
        }

        try (EmbeddedPostgres postgres = durable()) {
            assertThat(numbers(postgres, "SELECT n FROM kept ORDER BY n")).containsExactly(1, 2);
            assertThat(postgres.port()).isEqualTo(port);
        }
    }

    @Test
    void aKilledServerIsStartedAgainWithWhatWasCommitted() throws SQLException {
        try (EmbeddedPostgres postgres = durable()) {
            execute(postgres, "CREATE TABLE kept (n int)", "INSERT INTO kept VALUES (1)");
            long killed = postgres.pid();

            ProcessHandle.of(killed).orElseThrow().destroyForcibly();

            await().atMost(Duration.ofSeconds(30))
                    .ignoreExceptions()
                    .untilAsserted(() ->
                            assertThat(numbers(postgres, "SELECT n FROM kept")).containsExactly(1));
            assertThat(postgres.pid()).isNotEqualTo(killed);
        }
    }

    @Test
    void aServerThatCannotBeKeptAliveIsGivenUpAndItsOwnerIsTold() throws Exception {
        CompletableFuture<String> told = new CompletableFuture<>();
        try (EmbeddedPostgres postgres = EmbeddedPostgres.builder()
                .dataFolder(folder)
                .restarts(2)
                .onFailure(told::complete)
                .start()) {
            Files.move(folder.resolve("data/global/pg_control"), folder.resolve("data/global/pg_control.away"));

            ProcessHandle.of(postgres.pid()).orElseThrow().destroyForcibly();

            assertThat(told.get(30, TimeUnit.SECONDS))
                    .contains("started again 2 times")
                    .contains("pg_control");
        }
    }

    @Test
    void theFolderOfAKilledProcessIsTakenOver() throws Exception {
        try (ChildJvm child = ChildJvm.start(PostgresHolder.class, folder.toString())) {
            long left = Long.parseLong(child.line());
            String url = child.line();
            String password = Files.readString(folder.resolve("password"));
            try (Connection connection = DriverManager.getConnection(url, PostgresFolder.USER, password);
                    Statement statement = connection.createStatement()) {
                statement.execute("CREATE TABLE kept AS SELECT 7 AS n");
                child.kill();

                try (EmbeddedPostgres postgres = durable()) {
                    assertThat(numbers(postgres, "SELECT n FROM kept")).containsExactly(7);
                    assertThat(postgres.pid()).isNotEqualTo(left);
                    await().untilAsserted(
                                    () -> assertThat(ProcessHandle.of(left)).isEmpty());
                }
            }
        }
    }

    @Test
    void theServerOfAKilledProcessEndsWithIt() throws Exception {
        try (ChildJvm child = ChildJvm.start(PostgresHolder.class, folder.toString())) {
            long left = Long.parseLong(child.line());

            child.kill();

            await().atMost(Duration.ofSeconds(20))
                    .untilAsserted(() -> assertThat(ProcessHandle.of(left)).isEmpty());
        }
    }

    @Test
    void aPidFileWhosePidBelongsToAnotherProcessDoesNotStopAStart() throws Exception {
        durable().close();
        long stranger = ProcessHandle.current().parent().orElseThrow().pid();
        Files.writeString(
                folder.resolve("data/postmaster.pid"),
                stranger + "\n" + folder.resolve("data") + "\n1700000000\n5432\n\n127.0.0.1\n\nready\n");

        try (EmbeddedPostgres postgres = durable()) {
            assertThat(numbers(postgres, "SELECT 1")).containsExactly(1);
        }
    }

    @Test
    void aFolderInUseIsRefusedInOneSentence() {
        try (EmbeddedPostgres postgres = durable()) {
            assertThatThrownBy(this::durable)
                    .isInstanceOf(EmbeddedException.class)
                    .hasMessageContaining("in use by another process (pid "
                            + ProcessHandle.current().pid());
            assertThat(ProcessHandle.of(postgres.pid())).isPresent();
        }
    }

    @Test
    void aGivenPortInUseIsRefused() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByAddress(new byte[] {127, 0, 0, 1}))) {
            assertThatThrownBy(() -> EmbeddedPostgres.builder()
                            .dataFolder(folder)
                            .port(taken.getLocalPort())
                            .start())
                    .isInstanceOf(EmbeddedException.class)
                    .hasMessage("port " + taken.getLocalPort() + " on 127.0.0.1 is in use");
        }
    }

    @Test
    void aWrongPasswordIsRefused() {
        try (EmbeddedPostgres postgres = durable()) {
            assertThatThrownBy(() -> DriverManager.getConnection(postgres.jdbcUrl(), postgres.username(), "guess"))
                    .isInstanceOf(SQLException.class)
                    .hasMessageContaining("password authentication failed");
        }
    }

    @Test
    void thePasswordIsItsOwnersOnly() throws Exception {
        durable().close();

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve("password"))))
                .isEqualTo("rw-------");
    }

    @Test
    void commitsAreForcedToTheDiskUnlessTemporary() throws SQLException {
        String durability = "SELECT count(*)::int FROM pg_settings WHERE setting = 'on'"
                + " AND name IN ('fsync', 'synchronous_commit', 'full_page_writes')";
        try (EmbeddedPostgres postgres = durable();
                EmbeddedPostgres temporary = EmbeddedPostgres.temporary()) {
            assertThat(numbers(postgres, durability)).containsExactly(3);
            assertThat(numbers(temporary, durability)).containsExactly(0);
        }
    }

    @Test
    void aTemporaryServerLeavesNothing() {
        EmbeddedPostgres postgres = EmbeddedPostgres.temporary();
        Path socket = postgres.socketFolder().orElseThrow();
        assertThat(socket.resolve(".s.PGSQL." + postgres.port())).exists();
        long pid = postgres.pid();

        postgres.close();

        assertThat(socket).doesNotExist();
        assertThat(ProcessHandle.of(pid)).isEmpty();
    }

    private EmbeddedPostgres durable() {
        return EmbeddedPostgres.builder().dataFolder(folder).start();
    }

    private static void execute(EmbeddedPostgres postgres, String... statements) throws SQLException {
        try (Connection connection = connect(postgres);
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    private static List<Integer> numbers(EmbeddedPostgres postgres, String query) throws SQLException {
        try (Connection connection = connect(postgres);
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(query)) {
            List<Integer> numbers = new ArrayList<>();
            while (rows.next()) {
                numbers.add(rows.getInt(1));
            }
            return numbers;
        }
    }

    private static Connection connect(EmbeddedPostgres postgres) throws SQLException {
        return DriverManager.getConnection(postgres.jdbcUrl(), postgres.username(), postgres.password());
    }
}

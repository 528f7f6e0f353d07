package io.posthorn.embedded;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A running PostgreSQL server: our own child, or one that a killed process left behind.
 *
 * @param process the server's first process, whose end is the server's
 * @param programs with which it is signalled
 */
record Postmaster(ProcessHandle process, PostgresPrograms programs) {
    private static final System.Logger LOG = System.getLogger(Postmaster.class.getName());
    /** A fast shutdown rolls back, disconnects and writes a checkpoint. */
    private static final Duration FAST = Duration.ofSeconds(30);
    /** An immediate one leaves the checkpoint to the next start. */
    private static final Duration IMMEDIATE = Duration.ofSeconds(5);

    private static final int POLL_MILLIS = 20;

    /** The server of this folder that outlived the process that started it. */
    static Optional<Postmaster> leftIn(PostgresFolder folder) {
        Optional<ProcessHandle> recorded =
                folder.recordedPid().flatMap(ProcessHandle::of).filter(ProcessHandle::isAlive);
        Optional<ProcessHandle> server = recorded.filter(process -> serves(process.pid(), folder.data()));
        if (recorded.isPresent() && server.isEmpty()) {
            folder.disownPid();
        }
        return server.map(process -> new Postmaster(process, folder.programs()));
    }

    /** Stops the server: fast, then at once, then by force. Returns when it has ended. */
    void stop() {
        if (hasEnded() || signalled("INT", FAST) || signalled("QUIT", IMMEDIATE)) {
            return;
        }
        LOG.log(
                System.Logger.Level.WARNING,
                "PostgreSQL does not stop; it is killed and will recover at its next start");
        process.destroyForcibly();
        ends(IMMEDIATE);
    }

    private boolean signalled(String signal, Duration limit) {
        try {
            programs.run("pg_ctl", List.of("kill", signal, Long.toString(process.pid())), "");
        } catch (EmbeddedException e) {
            if (!hasEnded()) {
                LOG.log(System.Logger.Level.WARNING, "cannot signal PostgreSQL: " + e.getMessage());
                return false;
            }
        }
        return ends(limit);
    }

    private boolean ends(Duration limit) {
        long deadline = System.nanoTime() + limit.toNanos();
        while (!hasEnded()) {
            if (System.nanoTime() > deadline) {
                return false;
            }
            try {
                process.onExit().get(POLL_MILLIS, TimeUnit.MILLISECONDS);
            } catch (TimeoutException _) {
                // Look again: onExit does not tell of a zombie.
            } catch (ExecutionException e) {
                throw new EmbeddedException("cannot wait for PostgreSQL's end", e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new EmbeddedException("interrupted while PostgreSQL stopped", e);
            }
        }
        return true;
    }

    /** A server that another process left behind may stay a zombie: in a container nobody may be there to bury it. */
    private boolean hasEnded() {
        if (!process.isAlive()) {
            return true;
        }
        try {
            String stat = Files.readString(proc(process.pid()).resolve("stat"), StandardCharsets.UTF_8);
            return stat.startsWith("Z", stat.lastIndexOf(')') + 2);
        } catch (IOException _) {
            return !process.isAlive();
        }
    }

    private static Path proc(long pid) {
        return Path.of("/proc", Long.toString(pid));
    }

    /** Everyone may read a process's command line; its folder and program only some may. */
    private static boolean serves(long pid, Path data) {
        try {
            List<String> arguments = List.of(Files.readString(proc(pid).resolve("cmdline"), StandardCharsets.UTF_8)
                    .split("\0", -1));
            return arguments.getFirst().endsWith("/postgres") && arguments.contains(data.toString());
        } catch (IOException _) {
            return false;
        }
    }
}

package io.posthorn.embedded;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a server running on a folder: starts it, waits for it, and starts it again when it dies, until it is stopped.
 *
 * <pre>
 * starting ──ready──▶ running ──dies──▶ pausing ──▶ starting …      stop(): any ──▶ stopped
 *     ├──dies {@value #FIRST_ATTEMPTS} times before it was ever ready──▶ failed
 *     └──dies too often, none of its lives long──▶ given up, and the owner is told
 * </pre>
 */
final class PostgresSupervision {
    private static final System.Logger LOG = System.getLogger(PostgresSupervision.class.getName());
    static final int FIRST_ATTEMPTS = 5;
    /** Recovery after a crash replays at most {@code max_wal_size}. */
    private static final Duration READY_LIMIT = Duration.ofMinutes(2);

    private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);
    /** A server that lived this long died of something new. */
    private static final Duration LONG_LIFE = Duration.ofSeconds(30);

    private static final int POLL_MILLIS = 10;
    private static final int KEPT_LINES = 12;

    private final PostgresFolder folder;
    private final RememberedPort wantedPort;
    private final int restarts;
    private final Consumer<String> failureListener;
    private final CompletableFuture<Integer> firstStart = new CompletableFuture<>();
    private final Deque<String> lastLines = new ArrayDeque<>();
    private final Thread thread;
    private @Nullable Process process;
    private boolean stopping;

    /**
     * @param restarts how often in a row the server is started again without living long
     * @param failureListener told why when it is not started again any more
     */
    PostgresSupervision(
            PostgresFolder folder, RememberedPort wantedPort, int restarts, Consumer<String> failureListener) {
        this.folder = folder;
        this.wantedPort = wantedPort;
        this.restarts = restarts;
        this.failureListener = failureListener;
        // The system signals the server when the thread that started it ends: this one lives as long as we do.
        this.thread = Thread.ofPlatform().name("posthorn-postgres").daemon(true).unstarted(this::run);
    }

    /** Starts the server and waits until it accepts connections; answers its port. */
    int start() {
        thread.start();
        try {
            return firstStart.get(READY_LIMIT.toSeconds() * FIRST_ATTEMPTS, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof EmbeddedException known
                    ? known
                    : new EmbeddedException("PostgreSQL does not start", e.getCause());
        } catch (TimeoutException e) {
            stop();
            throw new EmbeddedException("PostgreSQL does not start in time", e);
        } catch (InterruptedException e) {
            stop();
            Thread.currentThread().interrupt();
            throw new EmbeddedException("interrupted while PostgreSQL started", e);
        }
    }

    /** The pid of the server's first process, running or last. */
    synchronized long pid() {
        if (process == null) {
            throw new IllegalStateException("PostgreSQL was not started");
        }
        return process.pid();
    }

    /** Stops the server for good; returns when it has ended. */
    void stop() {
        Process last;
        synchronized (this) {
            stopping = true;
            last = process;
            notifyAll();
        }
        if (last != null) {
            new Postmaster(last.toHandle(), folder.programs()).stop();
        }
        try {
            thread.join(READY_LIMIT);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        try {
            Postmaster.leftIn(folder).ifPresent(orphan -> {
                LOG.log(System.Logger.Level.INFO, "stopping the PostgreSQL that a killed process left behind");
                orphan.stop();
            });
            supervise();
        } catch (RuntimeException e) {
            if (!firstStart.completeExceptionally(e)) {
                LOG.log(System.Logger.Level.ERROR, "PostgreSQL is no longer supervised", e);
                failureListener.accept("PostgreSQL is no longer supervised");
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private void supervise() throws InterruptedException {
        int failures = 0;
        while (true) {
            long began = System.nanoTime();
            int port = firstStart.isDone() ? firstStart.join() : wantedPort.choose();
            Process started = launch(port);
            if (started != null) {
                if (awaitReady(started)) {
                    firstStart.complete(port);
                }
                started.waitFor();
            }
            if (isStopping()) {
                firstStart.completeExceptionally(new EmbeddedException("PostgreSQL was stopped while it started"));
                return;
            }
            boolean livedLong = System.nanoTime() - began > LONG_LIFE.toNanos();
            failures = firstStart.isDone() && livedLong ? 1 : failures + 1;
            if (!firstStart.isDone() && failures >= FIRST_ATTEMPTS) {
                firstStart.completeExceptionally(new EmbeddedException("PostgreSQL does not start: " + lastLines()));
                return;
            }
            if (failures > restarts) {
                failureListener.accept(
                        "PostgreSQL was started again " + restarts + " times and ended each time: " + lastLines());
                return;
            }
            Duration pause = pauseAfter(failures);
            LOG.log(
                    System.Logger.Level.WARNING,
                    "PostgreSQL ended unexpectedly; it is started again in " + pause.toMillis() + " ms");
            pause(pause);
        }
    }

    private synchronized @Nullable Process launch(int port) {
        if (stopping) {
            return null;
        }
        try {
            folder.configure(new PostgresSettings(port, folder.root(), folder.durable()));
            Process started = folder.programs().start("postgres", folder.serverArguments());
            process = started;
            Thread.ofVirtual().name("posthorn-postgres-log").start(() -> relay(started));
            return started;
        } catch (IOException | EmbeddedException e) {
            keep("cannot start PostgreSQL: " + e.getMessage());
            return null;
        }
    }

    private boolean awaitReady(Process started) throws InterruptedException {
        long deadline = System.nanoTime() + READY_LIMIT.toNanos();
        while (!started.waitFor(POLL_MILLIS, TimeUnit.MILLISECONDS)) {
            if (folder.isReady(started.pid())) {
                return true;
            }
            if (System.nanoTime() > deadline) {
                keep("not ready within " + READY_LIMIT.toSeconds() + " s");
                new Postmaster(started.toHandle(), folder.programs()).stop();
                return false;
            }
        }
        return false;
    }

    private void relay(Process started) {
        try (BufferedReader lines = started.inputReader(StandardCharsets.UTF_8)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                keep(line);
                LOG.log(level(line), "PostgreSQL: " + line);
            }
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, "PostgreSQL's log ended", e);
        }
    }

    private static System.Logger.Level level(String line) {
        if (line.startsWith("PANIC:")) {
            return System.Logger.Level.ERROR;
        }
        return line.startsWith("FATAL:") ? System.Logger.Level.WARNING : System.Logger.Level.DEBUG;
    }

    private void keep(String line) {
        synchronized (lastLines) {
            lastLines.addLast(line);
            if (lastLines.size() > KEPT_LINES) {
                lastLines.removeFirst();
            }
        }
    }

    private String lastLines() {
        synchronized (lastLines) {
            return String.join(" / ", lastLines);
        }
    }

    private static Duration pauseAfter(int failures) {
        long millis = FIRST_PAUSE.toMillis() << Math.min(failures - 1, 10);
        return Duration.ofMillis(Math.min(millis, LONGEST_PAUSE.toMillis()));
    }

    private synchronized boolean isStopping() {
        return stopping;
    }

    private synchronized void pause(Duration pause) throws InterruptedException {
        long deadline = System.nanoTime() + pause.toNanos();
        for (long left = pause.toMillis(); left > 0 && !stopping; ) {
            wait(left);
            left = (deadline - System.nanoTime()) / 1_000_000;
        }
    }
}

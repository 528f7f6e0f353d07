package io.posthorn.bench.server;

import io.posthorn.bench.load.OneCall;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A server in a process of its own, on a free port of 127.0.0.1. Ends with this process. */
public final class ChildServer implements AutoCloseable {
    private static final Duration READY_LIMIT = Duration.ofMinutes(2);
    private static final Duration STOP_LIMIT = Duration.ofSeconds(70);
    private static final long POLL_MILLIS = 100;
    private static final int SHOWN_LINES = 20;
    /** Work that a server does by itself after a load, such as removing a deleted queue, is over below this. */
    private static final Duration QUIET_CPU = Duration.ofMillis(75);

    private static final Duration QUIET_WINDOW = Duration.ofMillis(500);
    private static final Duration QUIET_LIMIT = Duration.ofSeconds(30);

    private final String name;
    private final Process process;
    private final InetSocketAddress address;
    private final Path log;
    private final Thread stopHook;

    private ChildServer(String name, Process process, InetSocketAddress address, Path log) {
        this.name = name;
        this.process = process;
        this.address = address;
        this.log = log;
        stopHook = new Thread(this::stop, "stop-" + name);
        Runtime.getRuntime().addShutdownHook(stopHook);
    }

    /**
     * Starts a server; returns before it is ready.
     *
     * @param name for people
     * @param command what becomes the server
     * @param environment variables more than this process has
     * @param address where it is told to listen
     * @param log takes its output
     */
    static ChildServer start(
            String name, List<String> command, Map<String, String> environment, InetSocketAddress address, Path log) {
        try {
            ProcessBuilder builder =
                    new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
            builder.environment().putAll(environment);
            return new ChildServer(name, builder.start(), address, log);
        } catch (IOException e) {
            throw new ServerException("cannot start " + name, e);
        }
    }

    /** An address of this machine alone that nobody listens on now. */
    static InetSocketAddress freeAddress() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return new InetSocketAddress(socket.getInetAddress(), socket.getLocalPort());
        } catch (IOException e) {
            throw new ServerException("no free port", e);
        }
    }

    /**
     * Waits until {@code probe} can make and delete a queue.
     *
     * @throws ServerException with the end of its log, if it ends or does not get there
     */
    public ChildServer awaitReady(OneCall probe) {
        long deadline = System.nanoTime() + READY_LIMIT.toNanos();
        String answer = "none";
        while (System.nanoTime() < deadline) {
            try {
                probe.deleteQueue(probe.createQueue("bench-ready"));
                return this;
            } catch (IOException e) {
                answer = e.getMessage();
            }
            if (hasEndedAfter(POLL_MILLIS)) {
                throw new ServerException(name + " ended with status " + process.exitValue() + '\n' + endOfLog());
            }
        }
        close();
        throw new ServerException(name + " is not ready after " + READY_LIMIT.toSeconds() + " s; last answer: " + answer
                + '\n' + endOfLog());
    }

    private boolean hasEndedAfter(long millis) {
        try {
            return process.waitFor(millis, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ServerException("interrupted", e);
        }
    }

    private String endOfLog() {
        try (Stream<String> lines = Files.lines(log)) {
            List<String> all = lines.toList();
            return all.stream().skip(Math.max(0, all.size() - SHOWN_LINES)).collect(Collectors.joining("\n"));
        } catch (IOException e) {
            return "no log: " + e.getMessage();
        }
    }

    public String name() {
        return name;
    }

    public InetSocketAddress address() {
        return address;
    }

    /** Processor time until now. */
    public CpuTime cpuTime() {
        return CpuTime.now(process.toHandle());
    }

    /** Waits until it has next to nothing to do, at most half a minute: it must not disturb the other's run. */
    public void awaitQuiet() {
        long deadline = System.nanoTime() + QUIET_LIMIT.toNanos();
        while (System.nanoTime() < deadline) {
            CpuTime before = cpuTime();
            if (hasEndedAfter(QUIET_WINDOW.toMillis())) {
                throw new ServerException(name + " ended with status " + process.exitValue() + '\n' + endOfLog());
            }
            CpuTime spent = cpuTime().since(before);
            if (spent.server().plus(spent.children()).compareTo(QUIET_CPU) < 0) {
                return;
            }
        }
    }

    /** Stops it, and returns when it has ended. */
    @Override
    public void close() {
        stop();
        try {
            Runtime.getRuntime().removeShutdownHook(stopHook);
        } catch (IllegalStateException _) {
            // this process is ending, and the hook has nothing left to do
        }
    }

    private void stop() {
        process.destroy();
        try {
            if (!process.waitFor(STOP_LIMIT.toSeconds(), TimeUnit.SECONDS)) {
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}

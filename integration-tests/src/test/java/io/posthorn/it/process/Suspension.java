package io.posthorn.it.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Processes that stand still, as under a debugger or on a machine that hangs, until this is closed. */
public final class Suspension implements AutoCloseable {
    private static final long LIMIT_SECONDS = 10;

    private final List<Long> pids;

    private Suspension(List<Long> pids) {
        this.pids = List.copyOf(pids);
    }

    /** Suspends the process {@code pid} and all that it has started. */
    public static Suspension of(long pid) {
        Suspension suspension = new Suspension(family(pid));
        suspension.signal("STOP");
        return suspension;
    }

    private static List<Long> family(long pid) {
        Optional<ProcessHandle> process = ProcessHandle.of(pid);
        return process.stream()
                .flatMap(first -> Stream.concat(Stream.of(first), first.descendants()))
                .map(ProcessHandle::pid)
                .toList();
    }

    private void signal(String name) {
        send(name, pids);
    }

    /** Sends {@code signal}, such as {@code INT}, to the process {@code pid}. */
    public static void send(String signal, long pid) {
        send(signal, List.of(pid));
    }

    private static void send(String signal, List<Long> pids) {
        List<String> command = new ArrayList<>(List.of("kill", "-" + signal));
        pids.forEach(pid -> command.add(Long.toString(pid)));
        try {
            Process kill = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            // Some of them may have ended meanwhile, so the status says nothing.
            if (!kill.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
                kill.destroyForcibly();
                throw new IllegalStateException("kill does not end");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    /** Lets them go on. */
    @Override
    public void close() {
        signal("CONT");
    }
}

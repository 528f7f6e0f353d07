package io.posthorn.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A folder for data and logs, below the system's folder for temporary files, that is removed at the end. */
final class Scratch implements AutoCloseable {
    /** Longer than a server takes to stop. */
    private static final long SERVERS_STOP_SECONDS = 80;

    private final Path folder;
    private final Thread interrupted = new Thread(this::removeAfterServers, "remove-scratch");

    private Scratch(Path folder) {
        this.folder = folder;
    }

    static Scratch create() throws IOException {
        Scratch scratch = new Scratch(Files.createTempDirectory("posthorn-bench-"));
        Runtime.getRuntime().addShutdownHook(scratch.interrupted);
        return scratch;
    }

    Path folder() {
        return folder;
    }

    /** When a person interrupts the program, the servers are stopping at the same time, and still write. */
    private void removeAfterServers() {
        CompletableFuture<?>[] ends =
                ProcessHandle.current().children().map(ProcessHandle::onExit).toArray(CompletableFuture<?>[]::new);
        CompletableFuture.allOf(ends)
                .completeOnTimeout(null, SERVERS_STOP_SECONDS, TimeUnit.SECONDS)
                .join();
        try {
            remove();
        } catch (IOException e) {
            System.err.println("posthorn: cannot remove " + folder + ": " + e.getMessage());
        }
    }

    private void remove() throws IOException {
        try (Stream<Path> paths = Files.walk(folder)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    @Override
    public void close() throws IOException {
        try {
            Runtime.getRuntime().removeShutdownHook(interrupted);
        } catch (IllegalStateException _) {
            // the program is ending, and the hook removes the folder
            return;
        }
        remove();
    }
}

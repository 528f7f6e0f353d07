package io.posthorn.it.fault;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** A folder on a file system of its own, in memory, that is small enough to be filled. */
final class SmallDisk implements AutoCloseable {
    private static final String SIZE = "size=400m";
    private static final long LIMIT_SECONDS = 10;
    private static final int CHUNK = 64 * 1024;

    private final Path folder;

    private SmallDisk(Path folder) {
        this.folder = folder;
    }

    /** A new one; empty where mounting is not permitted, as without root. */
    static Optional<SmallDisk> mount() {
        try {
            Path folder = Files.createTempDirectory("posthorn-disk-");
            if (run("mount", "-t", "tmpfs", "-o", SIZE, "posthorn-test", folder.toString())) {
                return Optional.of(new SmallDisk(folder));
            }
            Files.delete(folder);
            return Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Path folder() {
        return folder;
    }

    /** Writes until nothing more fits. */
    void fill() {
        byte[] chunk = new byte[CHUNK];
        try (OutputStream filler = Files.newOutputStream(filler())) {
            while (true) {
                filler.write(chunk);
            }
        } catch (IOException full) {
            if (usableSpace() > CHUNK) {
                throw new UncheckedIOException("the disk cannot be filled", full);
            }
        }
    }

    private long usableSpace() {
        return folder.toFile().getUsableSpace();
    }

    /** Takes away what {@link #fill} wrote. */
    void free() {
        try {
            Files.deleteIfExists(filler());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Path filler() {
        return folder.resolve("filler");
    }

    @Override
    public void close() {
        run("umount", folder.toString());
        try {
            Files.deleteIfExists(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean run(String... command) {
        try {
            Process process = new ProcessBuilder(List.of(command))
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            return process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS) && process.exitValue() == 0;
        } catch (IOException _) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }
}

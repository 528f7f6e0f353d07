package io.posthorn.embedded;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * PostgreSQL's programs, ready to run as whoever may run them.
 *
 * @param binaries the programs
 * @param command how they are started
 */
record PostgresPrograms(PostgresBinaries binaries, UnprivilegedCommand command) {
    private static final Duration LIMIT = Duration.ofMinutes(1);
    private static final int MAX_OUTPUT = 16_384;

    /** Starts a program whose two outputs are one stream; it may end with the calling thread. */
    Process start(String program, List<String> arguments) throws IOException {
        return builder(program, arguments).start();
    }

    /**
     * Runs a program to its end, given {@code input} to read.
     *
     * @throws EmbeddedException with the end of its output if it fails, or does not end within a minute
     */
    void run(String program, List<String> arguments, String input) {
        try {
            Path scratch = Folders.temporary("posthorn-");
            Path output = scratch.resolve("output");
            try {
                Process process = builder(program, arguments)
                        .redirectOutput(output.toFile())
                        .start();
                try (var stdin = process.getOutputStream()) {
                    stdin.write(input.getBytes(StandardCharsets.UTF_8));
                }
                if (!process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)) {
                    process.destroyForcibly();
                    throw new EmbeddedException(program + " did not end within " + LIMIT.toSeconds() + " s");
                }
                if (process.exitValue() != 0) {
                    throw new EmbeddedException(program + " failed: " + tail(output));
                }
            } finally {
                Folders.delete(scratch);
            }
        } catch (IOException e) {
            throw new EmbeddedException("cannot run PostgreSQL's " + program, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new EmbeddedException("interrupted while " + program + " ran", e);
        }
    }

    private ProcessBuilder builder(String program, List<String> arguments) {
        ProcessBuilder builder = new ProcessBuilder(command.with(binaries.program(program), arguments))
                .redirectErrorStream(true)
                .directory(binaries.folder().toFile());
        // The user's own PGDATA, PGPORT and the like are for other servers.
        builder.environment().keySet().removeIf(name -> name.startsWith("PG"));
        builder.environment().put("LC_ALL", "C");
        builder.environment().put("TZ", "UTC");
        return builder;
    }

    private static String tail(Path output) throws IOException {
        try (var in = Files.newInputStream(output)) {
            String text = new String(in.readNBytes(MAX_OUTPUT), StandardCharsets.UTF_8).strip();
            return text.substring(Math.max(0, text.length() - 1000)).replace('\n', ' ');
        }
    }
}

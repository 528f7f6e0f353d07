package io.posthorn.it.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.AfterTestExecutionCallback;
import org.junit.jupiter.api.extension.BeforeTestExecutionCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** When a test fails, shows the end of every log that was written to while it ran. */
public final class ProcessLogs implements BeforeTestExecutionCallback, AfterTestExecutionCallback {
    /** Where each process that tests start leaves its output. */
    static final Path FOLDER = Path.of("target", "processes");

    private static final int SHOWN_LINES = 80;
    private static final ExtensionContext.Namespace NAMESPACE = ExtensionContext.Namespace.create(ProcessLogs.class);

    @Override
    public void beforeTestExecution(ExtensionContext context) {
        context.getStore(NAMESPACE).put(Instant.class, Instant.now());
    }

    @Override
    public void afterTestExecution(ExtensionContext context) throws IOException {
        Instant began = context.getStore(NAMESPACE).get(Instant.class, Instant.class);
        if (began == null || context.getExecutionException().isEmpty() || !Files.isDirectory(FOLDER)) {
            return;
        }
        try (Stream<Path> logs = Files.list(FOLDER)) {
            logs.filter(log -> modified(log).compareTo(FileTime.from(began)) >= 0)
                    .sorted()
                    .forEach(log -> System.err.printf("%n---- the end of %s ----%n%s%n", log, tail(log)));
        }
    }

    static String tail(Path log) {
        try {
            // A process that was killed may leave half a character.
            List<String> lines =
                    Files.readString(log, StandardCharsets.ISO_8859_1).lines().toList();
            return String.join("\n", lines.subList(Math.max(0, lines.size() - SHOWN_LINES), lines.size()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static FileTime modified(Path log) {
        try {
            return Files.getLastModifiedTime(log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

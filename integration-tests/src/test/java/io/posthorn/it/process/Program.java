package io.posthorn.it.process;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/** A program of the product, as its module's build leaves it. */
public enum Program {
    STANDALONE(448),
    SIGNER_SERVICE(160),
    QUEUE_SERVICE(192),
    TOPIC_SERVICE(192);

    private final int heapMegabytes;

    Program(int heapMegabytes) {
        this.heapMegabytes = heapMegabytes;
    }

    int heapMegabytes() {
        return heapMegabytes;
    }

    /** The runnable jar: the system property {@code posthorn.it.<module>}, or where the build puts it. */
    Path jar() {
        String module = name().toLowerCase(Locale.ROOT).replace('_', '-');
        Path jar = Path.of(
                System.getProperty("posthorn.it." + module, "../" + module + "/target/quarkus-app/quarkus-run.jar"));
        if (!Files.isRegularFile(jar)) {
            throw new IllegalStateException(
                    jar.toAbsolutePath().normalize() + " is missing: build it with mvn package -pl " + module + " -am");
        }
        return jar;
    }
}

package io.posthorn.embedded;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.server.common.MetadataVersion;

/**
 * What the broker keeps: {@code logs}, {@code port}, {@code controller-port} and {@code lock}.
 *
 * @param root an absolute path
 */
record KafkaFolder(Path root) {
    Path logs() {
        return root.resolve("logs");
    }

    /** Formats the storage if it is not there; a crash in the middle starts over. */
    void initialise() {
        if (Files.isDirectory(logs())) {
            return;
        }
        Path fresh = root.resolve("logs.new");
        try (PrintStream silent = new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8)) {
            Folders.delete(fresh);
            Files.createDirectories(fresh);
            new Formatter()
                    .setPrintStream(silent)
                    .setNodeId(KafkaSettings.NODE_ID)
                    .setClusterId(Uuid.randomUuid().toString())
                    .setDirectories(List.of(fresh.toString()))
                    .setMetadataLogDirectory(fresh.toString())
                    .setControllerListenerName(KafkaSettings.CONTROLLER)
                    .setReleaseVersion(MetadataVersion.LATEST_PRODUCTION)
                    .run();
            Files.move(fresh, logs(), StandardCopyOption.ATOMIC_MOVE);
            Folders.sync(root);
        } catch (IOException e) {
            throw new EmbeddedException("cannot prepare Kafka's folder " + root, e);
        } catch (Exception e) {
            throw new EmbeddedException("cannot format Kafka's folder " + root, e);
        }
    }
}

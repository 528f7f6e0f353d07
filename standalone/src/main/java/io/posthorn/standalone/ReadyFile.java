package io.posthorn.standalone;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** The file {@code endpoint} in the data folder: there while Posthorn is ready, and says where. */
final class ReadyFile {
    private ReadyFile() {}

    static void write(StandaloneSettings settings) {
        Path file = file(settings);
        try {
            Path fresh = Files.writeString(file.resolveSibling("endpoint.new"), settings.endpoint() + '\n');
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new StartRefusedException("cannot write " + file + ": " + e.getMessage(), e);
        }
    }

    static void remove(StandaloneSettings settings) {
        try {
            Files.deleteIfExists(file(settings));
        } catch (IOException e) {
            throw new StartRefusedException("cannot remove " + file(settings) + ": " + e.getMessage(), e);
        }
    }

    private static Path file(StandaloneSettings settings) {
        return settings.dataFolder().resolve("endpoint");
    }
}

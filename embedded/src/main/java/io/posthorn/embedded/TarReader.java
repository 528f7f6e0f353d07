package io.posthorn.embedded;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;
import java.util.Set;

/**
 * Extracts a POSIX ustar archive with GNU long names: files, folders and symbolic links, whose names stay inside the
 * target folder; any other kind of entry is refused.
 */
final class TarReader {
    private static final int BLOCK = 512;
    private static final int MAX_LONG_NAME = 4096;
    private static final int EXECUTABLE = 0b001_000_000;

    private final InputStream archive;
    private final Path target;

    private TarReader(InputStream archive, Path target) {
        this.archive = new BufferedInputStream(archive, 1 << 16);
        this.target = target;
    }

    static void extract(InputStream archive, Path target) throws IOException {
        new TarReader(archive, target.toAbsolutePath().normalize()).extract();
    }

    private void extract() throws IOException {
        String longName = "";
        String longLink = "";
        while (true) {
            byte[] header = archive.readNBytes(BLOCK);
            if (header.length < BLOCK) {
                throw new EOFException("the archive ends within an entry");
            }
            if (header[0] == 0) {
                return;
            }
            long size = octal(header, 124, 12);
            String name = longName.isEmpty() ? name(header) : longName;
            String link = longLink.isEmpty() ? text(header, 157, 100) : longLink;
            switch (header[156]) {
                case 'L' -> longName = longText(size);
                case 'K' -> longLink = longText(size);
                case '0', 0 -> writeFile(inside(name), size, (octal(header, 100, 8) & EXECUTABLE) != 0);
                case '5' -> Files.createDirectories(inside(name));
                case '2' -> writeLink(inside(name), link);
                default -> throw new IOException("an archive entry of an unexpected kind: " + name);
            }
            if (header[156] != 'L' && header[156] != 'K') {
                longName = "";
                longLink = "";
            }
        }
    }

    private Path inside(String name) throws IOException {
        Path path = target.resolve(name).normalize();
        if (!path.startsWith(target)) {
            throw new IOException("an archive entry outside its folder: " + name);
        }
        return path;
    }

    private void writeFile(Path file, long size, boolean executable) throws IOException {
        Files.createDirectories(file.resolveSibling("."));
        try (var out = Files.newOutputStream(file)) {
            byte[] buffer = new byte[1 << 16];
            for (long left = size; left > 0; ) {
                int read = archive.read(buffer, 0, (int) Math.min(left, buffer.length));
                if (read < 0) {
                    throw new EOFException("the archive ends within " + file.getFileName());
                }
                out.write(buffer, 0, read);
                left -= read;
            }
        }
        Set<PosixFilePermission> permissions = EnumSet.of(
                PosixFilePermission.OWNER_READ,
                PosixFilePermission.OWNER_WRITE,
                PosixFilePermission.GROUP_READ,
                PosixFilePermission.OTHERS_READ);
        if (executable) {
            permissions.add(PosixFilePermission.OWNER_EXECUTE);
            permissions.add(PosixFilePermission.GROUP_EXECUTE);
            permissions.add(PosixFilePermission.OTHERS_EXECUTE);
        }
        Files.setPosixFilePermissions(file, permissions);
        skipPadding(size);
    }

    private void writeLink(Path file, String link) throws IOException {
        Path parent = file.resolveSibling(".").normalize();
        if (!parent.resolve(link).normalize().startsWith(target)) {
            throw new IOException("an archive link outside its folder: " + link);
        }
        Files.createDirectories(parent);
        Files.createSymbolicLink(file, Path.of(link));
    }

    private String longText(long size) throws IOException {
        if (size > MAX_LONG_NAME) {
            throw new IOException("an archive name of " + size + " bytes");
        }
        byte[] text = archive.readNBytes((int) size);
        skipPadding(size);
        return text(text, 0, text.length);
    }

    private void skipPadding(long size) throws IOException {
        archive.skipNBytes((BLOCK - size % BLOCK) % BLOCK);
    }

    private static String name(byte[] header) {
        String prefix = text(header, 345, 155);
        String name = text(header, 0, 100);
        return prefix.isEmpty() ? name : prefix + '/' + name;
    }

    private static String text(byte[] bytes, int start, int length) {
        int end = start;
        while (end < start + length && bytes[end] != 0) {
            end++;
        }
        return new String(bytes, start, end - start, StandardCharsets.UTF_8);
    }

    private static long octal(byte[] header, int start, int length) throws IOException {
        String digits = text(header, start, length).strip();
        try {
            return digits.isEmpty() ? 0 : Long.parseLong(digits, 8);
        } catch (NumberFormatException e) {
            throw new IOException("not a tar header", e);
        }
    }
}

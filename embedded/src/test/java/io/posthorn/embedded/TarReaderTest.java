package io.posthorn.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TarReaderTest {
    @TempDir
    private Path target;

    @Test
    void filesFoldersAndLinksAreExtractedWithTheirModes() throws IOException {
        Archive archive = new Archive()
                .entry('5', "bin/", "", 0755, "")
                .entry('0', "bin/run", "", 0755, "x".repeat(1000))
                .entry('0', "notes", "", 0644, "hello")
                .entry('2', "bin/alias", "run", 0777, "");

        TarReader.extract(archive.stream(), target);

        assertThat(target.resolve("bin/run")).hasContent("x".repeat(1000)).isExecutable();
        assertThat(target.resolve("notes")).hasContent("hello");
        assertThat(Files.isExecutable(target.resolve("notes"))).isFalse();
        assertThat(Files.readSymbolicLink(target.resolve("bin/alias"))).isEqualTo(Path.of("run"));
    }

    @Test
    void aLongNameStandsBeforeItsEntry() throws IOException {
        String name = "folder/" + "n".repeat(180);
        Archive archive = new Archive()
                .entry('L', "././@LongLink", "", 0, name + "\0")
                .entry('0', "folder/cut", "", 0644, "long")
                .entry('0', "short", "", 0644, "short");

        TarReader.extract(archive.stream(), target);

        assertThat(target.resolve(name)).hasContent("long");
        assertThat(target.resolve("short")).hasContent("short");
    }

    @Test
    void namesAndLinksStayInside() {
        Path inside = target.resolve("inside");

        assertThatThrownBy(
                        () -> TarReader.extract(new Archive().entry('0', "../outside", "", 0644, "x").stream(), inside))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("outside its folder");
        assertThatThrownBy(() ->
                        TarReader.extract(new Archive().entry('2', "link", "../outside", 0644, "").stream(), inside))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("outside its folder");
        assertThat(target.resolve("outside")).doesNotExist();
    }

    @Test
    void aCutArchiveIsRefused() {
        byte[] whole =
                new Archive().entry('0', "file", "", 0644, "x".repeat(2000)).bytes();

        assertThatThrownBy(() -> TarReader.extract(new ByteArrayInputStream(whole, 0, 1500), target))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("ends within");
    }

    @Test
    void otherKindsOfEntriesAreRefused() {
        assertThatThrownBy(() -> TarReader.extract(new Archive().entry('3', "device", "", 0644, "").stream(), target))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("unexpected kind");
    }

    /** Writes ustar entries. */
    private static final class Archive {
        private final ByteArrayOutputStream out = new ByteArrayOutputStream();

        Archive entry(char kind, String name, String link, int mode, String content) {
            byte[] header = new byte[512];
            byte[] body = content.getBytes(StandardCharsets.UTF_8);
            put(header, 0, name);
            put(header, 100, "%07o".formatted(mode));
            put(header, 124, "%011o".formatted(body.length));
            header[156] = (byte) kind;
            put(header, 157, link);
            put(header, 257, "ustar");
            out.writeBytes(header);
            out.writeBytes(body);
            out.writeBytes(new byte[(512 - body.length % 512) % 512]);
            return this;
        }

        byte[] bytes() {
            return out.toByteArray();
        }

        ByteArrayInputStream stream() {
            out.writeBytes(new byte[1024]);
            return new ByteArrayInputStream(out.toByteArray());
        }

        private static void put(byte[] header, int start, String text) {
            byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
            System.arraycopy(bytes, 0, header, start, bytes.length);
        }
    }
}

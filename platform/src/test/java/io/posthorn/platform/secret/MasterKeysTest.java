package io.posthorn.platform.secret;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MasterKeysTest {
    static final String OLD = "old:" + Base64.getEncoder().encodeToString(bytes(1));
    static final String NEW = "new:" + Base64.getEncoder().encodeToString(bytes(101));

    static byte[] bytes(int first) {
        byte[] bytes = new byte[32];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) (first + i);
        }
        return bytes;
    }

    @Test
    void theFirstKeyIsCurrentAndAllAreKnown() {
        KeyRing ring = MasterKeys.parse(NEW + "," + OLD).forPurpose("test");

        assertThat(ring.current().id()).isEqualTo("new");
        assertThat(ring.ids()).containsExactly("new", "old");
        assertThat(ring.find("old")).isNotNull();
        assertThat(ring.find("older")).isNull();
    }

    @Test
    void derivationIsHkdfSha256OfTheDocumentedPurpose() {
        KeyRing ring = MasterKeys.parse(OLD).forPurpose("test");

        assertThat(HexFormat.of().formatHex(ring.current().bytes()))
                .isEqualTo("f516cdc039b3caa9647a1750c5c21c1bb19e2d3de77d148be8b6b4585b18dede");
    }

    @Test
    void keysOfDifferentPurposesDiffer() {
        MasterKeys keys = MasterKeys.parse(OLD);

        assertThat(keys.forPurpose("a").current().bytes())
                .isNotEqualTo(keys.forPurpose("b").current().bytes());
    }

    @Test
    void aMountedFileHoldsOneKeyALine(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("keys"), NEW + "\n" + OLD + "\r\n\n");

        assertThat(MasterKeys.fromFile(file).forPurpose("test").ids()).containsExactly("new", "old");
    }

    @Test
    void aMissingOrEndlessFileIsAnError(@TempDir Path folder) throws IOException {
        Path endless = Files.writeString(folder.resolve("endless"), "\n".repeat(16 * 1024 + 1));

        assertThatThrownBy(() -> MasterKeys.fromFile(folder.resolve("none"))).isInstanceOf(NoSuchFileException.class);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> MasterKeys.fromFile(endless))
                .withMessageContaining("at most 16384 bytes");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " , ",
                "hunter2hunter2",
                ":AQIDBAUGBwgJCgsMDQ4PEBESExQVFhcYGRobHB0eHyA=",
                "b.d:AQIDBAUGBwgJCgsMDQ4PEBESExQVFhcYGRobHB0eHyA=",
                "id:hunter2",
                "id:aHVudGVyMg==",
                "id:!hunter2!",
                "id:AQIDBAUGBwgJCgsMDQ4PEBESExQVFhcYGRobHB0eHyA=,id:AQIDBAUGBwgJCgsMDQ4PEBESExQVFhcYGRobHB0eHyA="
            })
    void faultyKeysAreRefusedWithoutRepeatingThem(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> MasterKeys.parse(text))
                .withMessageNotContaining("hunter2")
                .withMessageNotContaining("aHVudGVyMg")
                .withMessageNotContaining("AQID")
                .withNoCause();
    }

    @Test
    void keysAreNeverPrinted() {
        MasterKeys keys = MasterKeys.parse(NEW + "," + OLD);

        assertThat(keys).hasToString("MasterKeys[new, old]");
        assertThat(keys.forPurpose("test")).hasToString("KeyRing[new, old]");
        assertThat(keys.forPurpose("test").current()).hasToString("Key[new]");
    }

    @Test
    void aKeyOfOneRepeatedByteLooksLikeAnExample() {
        String zeros = "dev:" + Base64.getEncoder().encodeToString(new byte[32]);

        assertThat(MasterKeys.parse(zeros).looksLikeAnExample()).isTrue();
        assertThat(MasterKeys.parse(OLD).looksLikeAnExample()).isFalse();
    }
}

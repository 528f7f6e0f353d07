package io.posthorn.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.posthorn.platform.secret.MasterKeys;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MasterKeyFileTest {
    @TempDir
    private Path data;

    @Test
    void theFirstStartMakesAKeyForItsOwnerOnly() throws Exception {
        Path file = MasterKeyFile.in(data, true, new Random(1));

        assertThat(MasterKeys.fromFile(file).looksLikeAnExample()).isFalse();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
    }

    @Test
    void laterStartsKeepIt() throws Exception {
        String made = Files.readString(MasterKeyFile.in(data, true, new Random(1)));

        assertThat(Files.readString(MasterKeyFile.in(data, true, new Random(2))))
                .isEqualTo(made);
        assertThat(Files.readString(MasterKeyFile.in(data, false, new Random(3))))
                .isEqualTo(made);
    }

    @Test
    void aLostKeyIsNotReplacedBesideADatabase() {
        assertThatThrownBy(() -> MasterKeyFile.in(data, false, new Random(1)))
                .isInstanceOf(StartRefusedException.class)
                .hasMessageContaining("from a backup");
        assertThat(data).isEmptyDirectory();
    }
}

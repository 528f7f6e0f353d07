package io.posthorn.bench.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PostgresDurabilityTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "fsync = off",
                "fsync=off",
                "  fsync 'off' # faster",
                "/usr/bin/postgres \"-D\" \"/data\" \"-c\" \"fsync=off\"",
                "synchronous_commit = local",
                "full_page_writes = false"
            })
    void aSettingThatWeakensDurabilityIsFound(String line) {
        assertThat(PostgresDurability.weakenedIn("port = 1\n" + line + '\n')).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "fsync = on",
                "#fsync = off",
                "wal_sync_method = fsync",
                "synchronous_commit = on",
                "jit = off",
                "commit_siblings = 0"
            })
    void otherSettingsAreNot(String line) {
        assertThat(PostgresDurability.weakenedIn(line)).isEmpty();
    }

    @Test
    void theBusyTimeOfTheMachineLeavesIdleAndWaitingOut() {
        assertThat(CpuTime.machine("cpu  100 20 30 9999 888 7 3 0 0 0\ncpu0 1 1 1 1 1 1 1 0 0 0\n"))
                .isEqualTo(Duration.ofMillis(1600));
    }
}

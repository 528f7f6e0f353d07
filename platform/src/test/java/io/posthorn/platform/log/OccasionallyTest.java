package io.posthorn.platform.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class OccasionallyTest {
    private static final long SECOND = Duration.ofSeconds(1).toNanos();

    @Test
    void theFirstTimeIsLoggedAtOnceAndTheNextAreCounted() {
        // A clock that is about to wrap around.
        long start = Long.MAX_VALUE - SECOND;
        Occasionally often = new Occasionally(Duration.ofSeconds(5), start);

        assertThat(often.happened(start)).isEqualTo(1);
        assertThat(often.happened(start + SECOND)).isEqualTo(Occasionally.SILENT);
        assertThat(often.happened(start + 4 * SECOND)).isEqualTo(Occasionally.SILENT);
        assertThat(often.happened(start + 5 * SECOND)).isEqualTo(3);
        assertThat(often.happened(start + 6 * SECOND)).isEqualTo(Occasionally.SILENT);
    }

    @Test
    void whatHappensAgainMuchLaterIsLoggedAtOnce() {
        Occasionally often = new Occasionally(Duration.ofSeconds(5), 0);
        often.happened(0);

        assertThat(often.happened(100 * SECOND)).isEqualTo(1);
    }
}

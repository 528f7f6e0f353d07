package io.posthorn.topic.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class TargetGateTest {
    private static final Instant NOON = Instant.parse("2026-06-01T12:00:00Z");
    private static final Duration QUIET = Duration.ofSeconds(1);

    private final TargetGate gate = new TargetGate();

    @Test
    void aTargetThatIsWellHasAllItsPlaces() {
        gate.resize(10);
        gate.began(NOON);
        gate.began(NOON);

        assertThat(free(NOON)).isEqualTo(8);
        gate.ended(true, NOON);
        assertThat(free(NOON)).isEqualTo(9);
    }

    @Test
    void aTargetThatFailedHasAFewUntilItAcceptsSomething() {
        gate.resize(10);
        gate.began(NOON);
        gate.ended(false, NOON);

        assertThat(free(NOON)).isEqualTo(4);
        gate.began(NOON);
        assertThat(free(NOON)).isEqualTo(3);
        gate.ended(true, NOON);
        assertThat(free(NOON)).isEqualTo(10);
    }

    @Test
    void aTargetThatIsSilentForLongerThanQuietIsNotWellUntilItAnswers() {
        gate.resize(10);
        for (int i = 0; i < 6; i++) {
            gate.began(NOON);
        }

        assertThat(free(NOON.plus(QUIET).minusNanos(1))).isEqualTo(4);
        assertThat(free(NOON.plus(QUIET))).isZero();
        gate.ended(true, NOON.plus(QUIET));
        assertThat(free(NOON.plus(QUIET))).isEqualTo(5);
        assertThat(free(NOON.plus(QUIET).plus(QUIET))).isZero();
    }

    @Test
    void aPlaceThatWasNotUsedSaysNothingOfTheTarget() {
        gate.resize(10);
        gate.began(NOON);
        gate.cancelled();

        assertThat(gate.isIdle()).isTrue();
        assertThat(free(NOON.plusSeconds(60))).isEqualTo(10);
    }

    private int free(Instant now) {
        return gate.free(now, QUIET, 4);
    }
}

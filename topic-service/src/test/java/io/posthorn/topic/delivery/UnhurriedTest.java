package io.posthorn.topic.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class UnhurriedTest {
    private final Unhurried unhurried = new Unhurried();

    @Test
    void nothingBeginsWhileItIsDone() {
        assertThat(unhurried.begin(nanos(0))).isTrue();
        assertThat(unhurried.begin(nanos(1_000_000))).isFalse();
    }

    @Test
    void theLongerItTookTheLongerItRests() {
        assertThat(unhurried.begin(nanos(0))).isTrue();
        unhurried.end(nanos(100));

        assertThat(unhurried.begin(nanos(2_099))).isFalse();
        assertThat(unhurried.begin(nanos(2_100))).isTrue();
    }

    /** Some nanoseconds later, around where they run over. */
    private static long nanos(long later) {
        return Long.MAX_VALUE - 50 + later;
    }
}

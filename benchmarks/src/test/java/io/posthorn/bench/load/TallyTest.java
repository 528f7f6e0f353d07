package io.posthorn.bench.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class TallyTest {
    private static final long MILLI = Duration.ofMillis(1).toNanos();

    private final Tally tally = new Tally(1000 * MILLI, 3000 * MILLI);

    @Test
    void onlyWhatEndsInTheMeasuredTimeCountsForTheRate() {
        tally.round(900 * MILLI, 999 * MILLI);
        tally.round(990 * MILLI, 1000 * MILLI);
        tally.round(2000 * MILLI, 2010 * MILLI);
        tally.round(2990 * MILLI, 3000 * MILLI);

        LoadResult result = LoadResult.of(List.of(tally), 10, Duration.ofSeconds(2));

        assertThat(result.messagesPerSecond()).isEqualTo(2 * 10 / 2.0);
    }

    @Test
    void aRoundThatOutlastsTheMeasuredTimeShowsInTheLatencies() {
        tally.round(1000 * MILLI, 1001 * MILLI);
        tally.round(2000 * MILLI, 9000 * MILLI);

        LoadResult result = LoadResult.of(List.of(tally), 1, Duration.ofSeconds(2));

        assertThat(result.max()).isBetween(Duration.ofMillis(6990), Duration.ofMillis(7010));
        assertThat(result.median()).isBetween(Duration.ofNanos(999_000), Duration.ofNanos(1_001_000));
    }

    @Test
    void severalThreadsAddUpAndTheFirstErrorIsKept() {
        Tally other = new Tally(1000 * MILLI, 3000 * MILLI);
        tally.round(1000 * MILLI, 1001 * MILLI);
        other.round(1000 * MILLI, 1003 * MILLI);
        other.request(2000 * MILLI);
        tally.error("status 503");
        tally.error("status 500");

        LoadResult result = LoadResult.of(List.of(tally, other), 1, Duration.ofSeconds(2));

        assertThat(result.messagesPerSecond()).isEqualTo(1.0);
        assertThat(result.requestsPerSecond()).isEqualTo(0.5);
        assertThat(result.errors()).isEqualTo(2);
        assertThat(result.firstError()).contains("status 503");
    }
}

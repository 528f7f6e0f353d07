package io.posthorn.bench.load;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.HdrHistogram.Histogram;

/**
 * What came of a load.
 *
 * @param messagesPerSecond messages whose round ended in the measured time
 * @param requestsPerSecond requests answered in the measured time
 * @param median of a round's time
 * @param p99 99 of 100 rounds took no longer
 * @param max the longest round
 * @param errors wrong or missing answers, warm-up included
 * @param firstError what the first of them was
 */
public record LoadResult(
        double messagesPerSecond,
        double requestsPerSecond,
        Duration median,
        Duration p99,
        Duration max,
        long errors,
        Optional<String> firstError) {

    static LoadResult of(List<Tally> tallies, int messagesInARound, Duration measured) {
        double seconds = measured.toNanos() / 1e9;
        Histogram latencies = new Histogram(tallies.getFirst().latencies());
        tallies.forEach(tally -> latencies.add(tally.latencies()));
        return new LoadResult(
                tallies.stream().mapToLong(Tally::rounds).sum() * messagesInARound / seconds,
                tallies.stream().mapToLong(Tally::requests).sum() / seconds,
                Duration.ofNanos(latencies.getValueAtPercentile(50)),
                Duration.ofNanos(latencies.getValueAtPercentile(99)),
                Duration.ofNanos(latencies.getMaxValue()),
                tallies.stream().mapToLong(Tally::errors).sum(),
                tallies.stream().map(Tally::firstError).filter(Objects::nonNull).findFirst());
    }
}

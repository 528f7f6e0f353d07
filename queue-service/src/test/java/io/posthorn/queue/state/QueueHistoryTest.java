package io.posthorn.queue.state;

import io.posthorn.queue.state.QueueSettings.DeadLetters;
import java.time.Duration;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.statistics.Statistics;

/**
 * Random histories of commands, time, group commits and crashes. Acknowledged sends are delivered until they are deleted, moved or
 * too old; acknowledged deletes stay; no message has two leases; FIFO groups keep their order; counts add up. A failure prints its
 * seed and the shortest history that still fails.
 */
class QueueHistoryTest {

    private static final StateLimits SMALL = new StateLimits(8, 100, 100, 1_000);

    @Provide
    Arbitrary<List<Step>> steps() {
        Arbitrary<Step.Kind> kinds = Arbitraries.frequency(
                Tuple.of(8, Step.Kind.SEND),
                Tuple.of(9, Step.Kind.FLUSH),
                Tuple.of(8, Step.Kind.RECEIVE),
                Tuple.of(6, Step.Kind.DELETE),
                Tuple.of(4, Step.Kind.CHANGE_VISIBILITY),
                Tuple.of(6, Step.Kind.WAIT),
                Tuple.of(3, Step.Kind.WRITE_LEASES),
                Tuple.of(2, Step.Kind.PARK),
                Tuple.of(1, Step.Kind.CANCEL),
                Tuple.of(1, Step.Kind.PURGE),
                Tuple.of(2, Step.Kind.CRASH));
        Arbitrary<Integer> choice = Arbitraries.integers().between(0, 999).withoutEdgeCases();
        return Combinators.combine(kinds, choice, choice)
                .as(Step::new)
                .list()
                .ofMinSize(40)
                .ofMaxSize(160);
    }

    private static QueueSettings vary(QueueSettings settings, int variant) {
        return settings.withRetention(Duration.ofHours(20))
                .withDelay(variant % 2 == 0 ? Duration.ZERO : Duration.ofSeconds(3))
                .withDeadLetters(variant / 2 % 2 == 0 ? null : new DeadLetters("arn:dead", 2, true))
                .withLimits(variant / 4 % 2 == 0 ? StateLimits.DEFAULT : SMALL);
    }

    @Property(tries = 600)
    void aStandardQueueDoesWhatTheNaiveQueueSays(
            @ForAll("steps") List<Step> steps, @ForAll @IntRange(max = 7) int variant) {
        new QueueHistory(vary(QueueSettings.standard(), variant), Statistics::collect).play(steps);

        Statistics.coverage(coverage -> {
            for (String event : List.of(
                    "received",
                    "moved",
                    "crash",
                    "purged",
                    "retention over",
                    "over limit",
                    "long poll served",
                    "long poll over",
                    "lost lease acts",
                    "delete DELETED",
                    "delete STALE",
                    "visibility CHANGED",
                    "visibility NOT_AVAILABLE",
                    "visibility BEYOND_LIMIT")) {
                coverage.check(event).count(count -> count > 0);
            }
        });
    }

    @Property(tries = 600)
    void aFifoQueueDoesWhatTheNaiveQueueSays(
            @ForAll("steps") List<Step> steps, @ForAll @IntRange(max = 7) int variant) {
        new QueueHistory(vary(QueueSettings.fifoQueue(), variant), Statistics::collect).play(steps);

        Statistics.coverage(coverage -> {
            for (String event : List.of(
                    "received",
                    "duplicate",
                    "moved",
                    "crash",
                    "purged",
                    "retention over",
                    "long poll served",
                    "long poll over",
                    "lost lease acts",
                    "delete DELETED",
                    "delete STALE",
                    "delete EXPIRED",
                    "visibility CHANGED",
                    "visibility NOT_AVAILABLE",
                    "visibility BEYOND_LIMIT")) {
                coverage.check(event).count(count -> count > 0);
            }
        });
    }
}

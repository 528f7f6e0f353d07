package io.posthorn.topic.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.posthorn.topic.attribute.BackoffFunction;
import io.posthorn.topic.attribute.HealthyRetryPolicy;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RetryPlannerTest {
    private static final Instant FIRST = Instant.parse("2026-06-01T12:00:00Z");
    private static final double HALF = 0.5;
    private static final Outcome FAILED = failed(Optional.empty());
    private static final RetrySchedule DEFAULT = new HealthyRetries(HealthyRetryPolicy.DEFAULT);

    @Test
    void whatIsAcceptedIsCompleteAndWhatIsRefusedIsGivenUpAtOnce() {
        Outcome.Answer answer = new Outcome.Answer(OptionalInt.of(200), "ok", "", Duration.ZERO);

        assertThat(plan(new Outcome.Accepted(answer), 1, FIRST)).isEqualTo(new Next.Complete());
        assertThat(plan(new Outcome.Refused(answer), 1, FIRST)).isEqualTo(new Next.Bury());
    }

    @Test
    void whatWasNotSentIsPutOffForASecondOrTwoWhateverTheScheduleSaysUntilTheHourIsOver() {
        Outcome notSent =
                new Outcome.NotSent(new Outcome.Answer(OptionalInt.empty(), "no_place", "", Duration.ofSeconds(15)));
        Instant end = FIRST.plus(Duration.ofHours(1));

        assertThat(plan(notSent, 1, FIRST)).isEqualTo(new Next.PutOff(FIRST.plusMillis(1_500)));
        assertThat(plan(notSent, 4, FIRST)).isEqualTo(new Next.PutOff(FIRST.plusMillis(1_500)));
        assertThat(plan(notSent, 1, end.minusSeconds(2))).isEqualTo(new Next.PutOff(end.minusMillis(500)));
        assertThat(plan(notSent, 1, end.minusSeconds(1))).isEqualTo(new Next.Bury());
    }

    @Test
    void threeRetriesComeTwentySecondsAfterEachFailureAndThenNone() {
        assertThat(plan(FAILED, 1, FIRST)).isEqualTo(new Next.RetryAt(FIRST.plusSeconds(20)));
        assertThat(plan(FAILED, 2, FIRST.plusSeconds(35))).isEqualTo(new Next.RetryAt(FIRST.plusSeconds(55)));
        assertThat(plan(FAILED, 3, FIRST.plusSeconds(70))).isEqualTo(new Next.RetryAt(FIRST.plusSeconds(90)));
        assertThat(plan(FAILED, 4, FIRST.plusSeconds(105))).isEqualTo(new Next.Bury());
    }

    @ParameterizedTest
    @CsvSource({
        "LINEAR,'5.0,33.3,61.7,90.0,118.3,146.7,175.0,203.3,231.7,260.0'",
        "ARITHMETIC,'5.0,10.7,22.0,39.0,61.7,90.0,124.0,163.7,209.0,260.0'",
        "GEOMETRIC,'5.0,7.8,12.0,18.7,28.9,44.9,69.7,108.1,167.6,260.0'",
        "EXPONENTIAL,'5.0,5.5,6.5,8.5,12.5,20.5,36.4,68.4,132.3,260.0'"
    })
    void retriesOfEachFunctionComeWhenItSays(BackoffFunction function, String seconds) {
        RetrySchedule schedule = new HealthyRetries(new HealthyRetryPolicy(5, 260, 10, 0, 0, 0, function));
        List<Double> delays = new ArrayList<>();
        Instant now = FIRST;
        for (int attempt = 1; attempt <= 10; attempt++) {
            // The ends are not jittered beyond themselves; between them, half of the range is the delay itself.
            double jitter = attempt == 1 ? 0 : attempt == 10 ? 1 : HALF;
            Next next = RetryPlanner.plan(FAILED, attempt, FIRST, schedule, now, jitter);
            Instant at = ((Next.RetryAt) next).at();
            delays.add(Duration.between(now, at).toMillis() / 1000.0);
            now = at;
        }

        List<Double> expected =
                Stream.of(seconds.split(",")).map(Double::valueOf).toList();
        for (int i = 0; i < 10; i++) {
            Duration exact = schedule.delayBefore(i).orElseThrow();
            assertThat(exact.toMillis() / 1000.0).isCloseTo(expected.get(i), Offset.offset(0.051));
            RetrySchedule.Range range = schedule.jitterOf(i);
            double middle = range.min().plus(range.max()).dividedBy(2).toMillis() / 1000.0;
            double wanted = i == 0 ? 5 : i == 9 ? 260 : middle;
            assertThat(delays.get(i)).isCloseTo(wanted, Offset.offset(0.01));
        }
        assertThat(RetryPlanner.plan(FAILED, 11, FIRST, schedule, now, HALF)).isEqualTo(new Next.Bury());
    }

    @Test
    void phasesFollowEachOtherAndOnlyTheThirdIsJittered() {
        RetrySchedule schedule = new HealthyRetries(new HealthyRetryPolicy(10, 60, 9, 2, 3, 1, BackoffFunction.LINEAR));

        assertThat(Stream.iterate(0, i -> i + 1)
                        .limit(9)
                        .map(i -> schedule.delayBefore(i).orElseThrow().toSeconds()))
                .containsExactly(0L, 0L, 0L, 10L, 10L, 35L, 60L, 60L, 60L);
        assertThat(Stream.of(0, 3, 7, 8)
                        .allMatch(i -> schedule.jitterOf(i)
                                .min()
                                .equals(schedule.jitterOf(i).max())))
                .isTrue();
        assertThat(schedule.jitterOf(4)).isEqualTo(range(10, 11));
        assertThat(schedule.jitterOf(5))
                .isEqualTo(new RetrySchedule.Range(Duration.ofMillis(31_500), Duration.ofMillis(38_500)));
        assertThat(schedule.jitterOf(6)).isEqualTo(range(54, 60));
        assertThat(schedule.delayBefore(9)).isEmpty();
    }

    @Test
    void theLaterOfTheScheduleAndWhatTheTargetAsksForHolds() {
        assertThat(plan(failed(Optional.of(Duration.ofSeconds(90))), 1, FIRST))
                .isEqualTo(new Next.RetryAt(FIRST.plusSeconds(90)));
        assertThat(plan(failed(Optional.of(Duration.ofSeconds(5))), 1, FIRST))
                .isEqualTo(new Next.RetryAt(FIRST.plusSeconds(20)));
        assertThat(plan(failed(Optional.of(Duration.ofSeconds(-5))), 1, FIRST))
                .isEqualTo(new Next.RetryAt(FIRST.plusSeconds(20)));
    }

    @Test
    void noAttemptBeginsAnHourAfterTheFirst() {
        Instant late = FIRST.plusSeconds(3580);

        assertThat(plan(FAILED, 2, late)).isEqualTo(new Next.RetryAt(FIRST.plusSeconds(3600)));
        assertThat(plan(FAILED, 2, late.plusMillis(1))).isEqualTo(new Next.Bury());
    }

    @Test
    void whoAsksForMoreTimeThanThereIsGetsTheSchedule() {
        for (long asked : List.of(3601L, Long.MAX_VALUE)) {
            assertThat(plan(failed(Optional.of(Duration.ofSeconds(asked))), 1, FIRST))
                    .isEqualTo(new Next.RetryAt(FIRST.plusSeconds(20)));
        }
        assertThat(plan(failed(Optional.of(Duration.ofSeconds(100))), 2, FIRST.plusSeconds(3550)))
                .isEqualTo(new Next.RetryAt(FIRST.plusSeconds(3570)));
    }

    @Property
    void aRetryIsNeitherBeforeItsTimeNorAfterTheEnd(
            @ForAll @IntRange(min = 1, max = 60) int min,
            @ForAll @IntRange(min = 0, max = 60) int more,
            @ForAll @IntRange(min = 0, max = 8) int backingOff,
            @ForAll @IntRange(min = 0, max = 3) int first,
            @ForAll @IntRange(min = 0, max = 3) int second,
            @ForAll @IntRange(min = 0, max = 3) int last,
            @ForAll BackoffFunction function,
            @ForAll @IntRange(min = 0, max = 4000) int asked,
            @ForAll @IntRange(min = 0, max = 3600) int elapsed,
            @ForAll @DoubleRange(min = 0, max = 1) double jitter) {
        int retries = backingOff + first + second + last;
        HealthyRetryPolicy policy = new HealthyRetryPolicy(min, min + more, retries, last, first, second, function);
        RetrySchedule schedule = new HealthyRetries(policy);
        Instant now = FIRST.plusSeconds(elapsed);
        for (int attempt = 1; attempt <= retries; attempt++) {
            Duration delay = policy.delayBefore(attempt - 1);
            switch (RetryPlanner.plan(
                    failed(Optional.of(Duration.ofSeconds(asked))), attempt, FIRST, schedule, now, jitter)) {
                case Next.Complete _ -> throw new AssertionError("a failure completes nothing");
                case Next.RetryAt(var at) -> {
                    assertThat(at).isBeforeOrEqualTo(FIRST.plusSeconds(3600));
                    boolean time = !now.plusSeconds(asked).isAfter(FIRST.plusSeconds(3600));
                    assertThat(at).isAfterOrEqualTo(time ? now.plusSeconds(asked) : now);
                    Duration waited = Duration.between(now, at);
                    assertThat(waited.multipliedBy(10)).isGreaterThanOrEqualTo(delay.multipliedBy(9));
                    if (!delay.isZero()) {
                        assertThat(waited).isGreaterThanOrEqualTo(Duration.ofSeconds(min));
                    }
                    if (asked == 0) {
                        assertThat(waited).isLessThanOrEqualTo(Duration.ofSeconds(min + more));
                        assertThat(waited.multipliedBy(10)).isLessThanOrEqualTo(delay.multipliedBy(11));
                    }
                }
                case Next.PutOff _ -> throw new AssertionError("a failure is a failure");
                case Next.Bury _ ->
                    assertThat(now.plus(delay.multipliedBy(11).dividedBy(10))).isAfter(FIRST.plusSeconds(3600));
            }
        }
        assertThat(RetryPlanner.plan(FAILED, retries + 1, FIRST, schedule, now, jitter))
                .isEqualTo(new Next.Bury());
    }

    private static RetrySchedule.Range range(long min, long max) {
        return new RetrySchedule.Range(Duration.ofSeconds(min), Duration.ofSeconds(max));
    }

    private static Next plan(Outcome outcome, int attempt, Instant now) {
        return RetryPlanner.plan(outcome, attempt, FIRST, DEFAULT, now, HALF);
    }

    private static Outcome failed(Optional<Duration> retryAfter) {
        return new Outcome.Failed(
                new Outcome.Answer(OptionalInt.of(503), "server_error", "", Duration.ZERO), retryAfter);
    }
}

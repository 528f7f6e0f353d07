package io.posthorn.topic.delivery;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Decides what comes after an attempt. Pure. */
final class RetryPlanner {
    /** What was not sent for want of a place is put off by this, and by up to as much again. */
    private static final Duration PUT_OFF = Duration.ofSeconds(1);

    private RetryPlanner() {}

    /**
     * What comes after an attempt that ended at {@code now}. A target that wants to be left alone is, for as long as there is time;
     * one that asks for more than that does not cut the schedule short, which then holds alone. What was not sent takes no
     * retry from the schedule, only time.
     *
     * @param attempt which it was, from 1
     * @param firstAttemptAt when the first one began
     * @param jitter where in the schedule's range the delay is to be, from 0 to 1
     */
    static Next plan(
            Outcome outcome, int attempt, Instant firstAttemptAt, RetrySchedule schedule, Instant now, double jitter) {
        return switch (outcome) {
            case Outcome.Accepted _ -> new Next.Complete();
            case Outcome.Refused _ -> new Next.Bury();
            case Outcome.Failed failed ->
                schedule.delayBefore(attempt - 1)
                        .map(_ -> later(failed.retryAfter(), attempt - 1, firstAttemptAt, schedule, now, jitter))
                        .orElseGet(Next.Bury::new);
            case Outcome.NotSent _ -> {
                Instant at = now.plus(PUT_OFF).plusNanos((long) (PUT_OFF.toNanos() * jitter));
                yield tooLate(at, firstAttemptAt, schedule) ? new Next.Bury() : new Next.PutOff(at);
            }
        };
    }

    /** Whether an attempt may not begin at {@code at} any more, because the first one is too long ago. */
    static boolean tooLate(Instant at, Instant firstAttemptAt, RetrySchedule schedule) {
        return at.isAfter(firstAttemptAt.plus(schedule.maxAge()));
    }

    private static Next later(
            Optional<Duration> retryAfter,
            int retry,
            Instant firstAttemptAt,
            RetrySchedule schedule,
            Instant now,
            double jitter) {
        RetrySchedule.Range range = schedule.jitterOf(retry);
        long spread = range.max().minus(range.min()).toNanos();
        Duration delay = range.min().plusNanos((long) (spread * jitter));
        Instant scheduled = now.plus(delay);
        Instant at = retryAfter
                // Compared before it is added: what a target asks for may be longer than time itself.
                .filter(asked -> asked.compareTo(schedule.maxAge()) <= 0)
                .map(now::plus)
                .filter(asked -> asked.isAfter(scheduled) && !tooLate(asked, firstAttemptAt, schedule))
                .orElse(scheduled);
        return tooLate(at, firstAttemptAt, schedule) ? new Next.Bury() : new Next.RetryAt(at);
    }
}

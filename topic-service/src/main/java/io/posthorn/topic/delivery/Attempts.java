package io.posthorn.topic.delivery;

import io.vertx.core.AsyncResult;
import io.vertx.core.Context;
import io.vertx.core.Future;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The attempts under way in this replica: how they begin, and what is written of how they end. An attempt has its place at
 * the gates until that is durable. For the engine's thread only.
 */
final class Attempts {
    private static final Logger LOG = Logger.getLogger(Attempts.class);

    /** A burial that failed is tried again after this. */
    private static final Duration BURY_AGAIN = Duration.ofSeconds(5);

    private final Context context;
    private final Gates gates;
    private final StoreRounds rounds;
    private final DeliveryLimits limits;
    private final Clock clock;
    private final RandomGenerator random;
    private final Consumer<TargetKey> freed;
    private final Consumer<UUID> arrived;
    private final AttemptLog log;
    private final DeliveryMeters meters;
    private final Set<Attempt> underWay = new LinkedHashSet<>();

    /**
     * @param freed is told of a target to which an attempt has ended, and all that was to be written is
     * @param arrived is told of a delivery that has arrived and will be brought again, since its row could not be written
     */
    Attempts(
            Context context,
            Gates gates,
            StoreRounds rounds,
            DeliveryLimits limits,
            Clock clock,
            RandomGenerator random,
            Consumer<TargetKey> freed,
            Consumer<UUID> arrived,
            AttemptLog log,
            DeliveryMeters meters) {
        this.context = context;
        this.gates = gates;
        this.rounds = rounds;
        this.limits = limits;
        this.clock = clock;
        this.random = random;
        this.freed = freed;
        this.arrived = arrived;
        this.log = log;
        this.meters = meters;
    }

    /** Begins the first attempt at a delivery that is not on record; the gates admit it. */
    Attempt begin(Found<?> found, Delivery delivery, Portion portion) {
        Attempt attempt = new Attempt(found, delivery, portion, clock.instant());
        gates.began(delivery.target(), attempt.size(), attempt.beganAt());
        gates.resize(delivery.target(), found.target().maxConcurrent());
        meters.became("direct", 1);
        send(attempt);
        return attempt;
    }

    /** Begins an attempt at a leased delivery, which has its place already; or buries it, when its time is over. */
    void begin(Found<?> found, Claimed claimed) {
        Instant now = clock.instant();
        gates.resize(claimed.delivery().target(), found.target().maxConcurrent());
        Progress progress = claimed.progress();
        Attempt attempt = new Attempt(found, claimed, now);
        Optional<Outcome> last = progress.last().map(Progress.Last::outcome);
        if (gates.isDisabled(claimed.delivery().target())) {
            buryWithoutAttempt(attempt, last.orElseGet(() -> failure("disabled")));
        } else if (progress.givenUp()
                || (progress.attempts() > 0
                        && RetryPlanner.tooLate(
                                now, attempt.firstAttemptAt(), found.target().retries()))) {
            buryWithoutAttempt(attempt, last.orElseGet(() -> failure("too_late")));
        } else {
            send(attempt);
        }
    }

    private void send(Attempt attempt) {
        underWay.add(attempt);
        Future<Outcome> sent;
        try {
            sent = attempt.found().send(attempt.delivery(), attempt.number());
        } catch (RuntimeException bug) {
            sent = Future.failedFuture(bug);
        }
        sent.onComplete(result -> context.runOnContext(_ -> answered(attempt, result)));
    }

    private void answered(Attempt attempt, AsyncResult<Outcome> result) {
        if (result.succeeded()) {
            ended(attempt, result.result());
        } else {
            LOG.error("an attempt ended without an outcome", result.cause());
            ended(attempt, failure("internal"));
        }
    }

    private void ended(Attempt attempt, Outcome outcome) {
        if (!attempt.end()) {
            return;
        }
        underWay.remove(attempt);
        meters.attempted(attempt.delivery().target().kind(), outcome);
        Next next = RetryPlanner.plan(
                outcome,
                attempt.number(),
                attempt.firstAttemptAt(),
                attempt.found().target().retries(),
                clock.instant(),
                random.nextDouble());
        switch (next) {
            case Next.Complete _ -> {
                log.add(attempt.delivery(), attempt.number(), LoggedAttempt.Result.ACCEPTED, outcome);
                complete(attempt, outcome);
            }
            case Next.RetryAt(var at) -> {
                log.add(attempt.delivery(), attempt.number(), LoggedAttempt.Result.RETRIED, outcome);
                retry(attempt, outcome, attempt.after(outcome, false), at);
            }
            case Next.PutOff(var until) -> retry(attempt, outcome, attempt.after(outcome, false), until);
            case Next.Bury _ -> {
                log.add(attempt.delivery(), attempt.made(outcome), LoggedAttempt.Result.BURIED, outcome);
                bury(attempt, outcome);
            }
        }
    }

    private void complete(Attempt attempt, Outcome outcome) {
        UUID lease = attempt.lease();
        if (lease == null) {
            told(attempt, outcome, Optional.empty());
            leave(attempt, outcome);
            portion(attempt).arrived(attempt.delivery().id());
        } else if (attempt.accepted()) {
            remove(attempt, lease, outcome, Optional.empty());
        } else {
            arrived.accept(attempt.delivery().id());
            told(attempt, outcome, Optional.empty());
            leave(attempt, outcome);
        }
    }

    private void retry(Attempt attempt, Outcome outcome, Progress progress, Instant at) {
        Delivery delivery = attempt.delivery();
        UUID lease = attempt.lease();
        if (lease == null) {
            Portion portion = portion(attempt);
            gates.waiting(delivery.target());
            rounds.write(change(attempt, outcome, new Change.Insert(delivery, progress, Optional.empty(), at)))
                    .onComplete(written -> {
                        leave(attempt, outcome);
                        if (written.succeeded()) {
                            portion.done();
                        } else {
                            portion.failed(written.cause());
                        }
                    });
        } else {
            rounds.write(change(attempt, outcome, new Change.Reschedule(delivery, lease, progress, at)))
                    .onComplete(written -> {
                        meters.became(written.result() == Change.Written.DONE ? "waiting" : "stale", 1);
                        leave(attempt, outcome);
                    });
        }
    }

    private void bury(Attempt attempt, Outcome outcome) {
        deadLetter(attempt.found(), attempt.delivery(), outcome)
                .onComplete(result -> context.runOnContext(_ -> {
                    if (result.failed()) {
                        LOG.debug("a delivery could not be buried", result.cause());
                        retry(
                                attempt,
                                outcome,
                                attempt.after(outcome, true),
                                clock.instant().plus(BURY_AGAIN));
                        return;
                    }
                    UUID lease = attempt.lease();
                    Optional<TargetKind.Buried> buried = Optional.of(result.result());
                    if (lease == null) {
                        told(attempt, outcome, buried);
                        rounds.write(change(attempt, outcome, new Change.Note()));
                        leave(attempt, outcome);
                        portion(attempt).arrived(attempt.delivery().id());
                    } else {
                        remove(attempt, lease, outcome, buried);
                    }
                }));
    }

    private void buryWithoutAttempt(Attempt attempt, Outcome last) {
        Delivery delivery = attempt.delivery();
        UUID lease = Objects.requireNonNull(attempt.lease());
        if (!attempt.before().givenUp()) {
            log.add(delivery, attempt.before().attempts(), LoggedAttempt.Result.BURIED, last);
        }
        deadLetter(attempt.found(), delivery, last)
                .onComplete(result -> context.runOnContext(_ -> {
                    Change.Action action = result.succeeded()
                            ? new Change.Remove(delivery, lease)
                            : new Change.Reschedule(
                                    delivery,
                                    lease,
                                    attempt.before(),
                                    clock.instant().plus(BURY_AGAIN));
                    rounds.write(new Change(
                                    delivery.target(),
                                    Optional.of(attempt.found().pace()),
                                    Change.Health.UNKNOWN,
                                    action))
                            .onComplete(written -> {
                                gates.cancelled(delivery.target(), attempt.size());
                                freed.accept(delivery.target());
                                if (result.succeeded() && written.result() == Change.Written.DONE) {
                                    told(
                                            attempt.found(),
                                            delivery,
                                            last,
                                            attempt.before().attempts(),
                                            result.result());
                                }
                            });
                }));
    }

    /** Buries what its target does not take on record; completes when it is durable where it is buried. */
    Future<Void> turnAway(Found<?> found, Delivery delivery, String reason) {
        Outcome outcome = failure(reason);
        return deadLetter(found, delivery, outcome).map(buried -> {
            context.runOnContext(_ -> log.add(delivery, 0, LoggedAttempt.Result.BURIED, outcome));
            told(found, delivery, outcome, 0, buried);
            return null;
        });
    }

    private static Future<TargetKind.Buried> deadLetter(Found<?> found, Delivery delivery, Outcome outcome) {
        try {
            return found.deadLetter(delivery, outcome);
        } catch (RuntimeException bug) {
            LOG.error("a delivery cannot be buried", bug);
            return Future.failedFuture(bug);
        }
    }

    private void remove(Attempt attempt, UUID lease, Outcome outcome, Optional<TargetKind.Buried> buried) {
        rounds.write(change(attempt, outcome, new Change.Remove(attempt.delivery(), lease)))
                .onComplete(written -> {
                    leave(attempt, outcome);
                    if (written.result() == Change.Written.DONE) {
                        told(attempt, outcome, buried);
                    } else {
                        meters.became("stale", 1);
                    }
                });
    }

    private void leave(Attempt attempt, Outcome outcome) {
        TargetKey target = attempt.delivery().target();
        switch (health(outcome)) {
            case WELL -> gates.ended(target, attempt.size(), true, clock.instant());
            case FAILING -> gates.ended(target, attempt.size(), false, clock.instant());
            case UNKNOWN -> gates.cancelled(target, attempt.size());
        }
        freed.accept(attempt.delivery().target());
    }

    private void told(Attempt attempt, Outcome outcome, Optional<TargetKind.Buried> buried) {
        told(attempt.found(), attempt.delivery(), outcome, attempt.made(outcome), buried.orElse(null));
    }

    private void told(
            Found<?> found, Delivery delivery, Outcome outcome, int attempts, TargetKind.@Nullable Buried buried) {
        if (buried == null) {
            meters.arrived(delivery.target().kind(), Duration.between(delivery.publishedAt(), clock.instant()));
        } else {
            meters.became("buried", 1);
        }
        try {
            found.ended(delivery, outcome, attempts, Optional.ofNullable(buried));
        } catch (RuntimeException bug) {
            LOG.error("the end of a delivery could not be told", bug);
        }
    }

    private static Change change(Attempt attempt, Outcome outcome, Change.Action action) {
        return new Change(
                attempt.delivery().target(), Optional.of(attempt.found().pace()), health(outcome), action);
    }

    private static Change.Health health(Outcome outcome) {
        return switch (outcome) {
            case Outcome.Accepted _ -> Change.Health.WELL;
            case Outcome.Refused _, Outcome.Failed _ -> Change.Health.FAILING;
            case Outcome.NotSent _ -> Change.Health.UNKNOWN;
        };
    }

    private static Portion portion(Attempt attempt) {
        return Objects.requireNonNull(attempt.portion());
    }

    /** Gives rows to those of {@code attempts} that are still under way. */
    void writeDown(List<Attempt> attempts) {
        for (Attempt attempt : attempts) {
            if (attempt.isOver() || attempt.lease() != null) {
                continue;
            }
            UUID lease = new UUID(random.nextLong(), random.nextLong());
            Portion portion = Objects.requireNonNull(attempt.writeDown(lease));
            Delivery delivery = attempt.delivery();
            gates.waiting(delivery.target());
            rounds.write(new Change(
                            delivery.target(),
                            Optional.of(attempt.found().pace()),
                            Change.Health.UNKNOWN,
                            new Change.Insert(
                                    delivery,
                                    new Progress(0, Optional.of(attempt.beganAt()), false, Optional.empty()),
                                    Optional.of(lease),
                                    clock.instant().plus(limits.lease()))))
                    .onComplete(written -> {
                        if (written.succeeded()) {
                            portion.done();
                        } else {
                            if (attempt.unwritten()) {
                                arrived.accept(delivery.id());
                            }
                            portion.failed(written.cause());
                        }
                    });
        }
    }

    /** Ends the attempts that should have ended by themselves. */
    void endOverdue() {
        // Their kind's own deadline comes first, and the lease's end last.
        Instant before = clock.instant()
                .minus(limits.attempt())
                .minus(limits.leaseMargin().dividedBy(2));
        for (Attempt attempt : List.copyOf(underWay)) {
            if (attempt.beganAt().isBefore(before)) {
                ended(attempt, failure("timeout"));
            }
        }
    }

    /** Gives up waiting for what is under way: the rows are as before their attempts, and due. */
    void release() {
        for (Attempt attempt : List.copyOf(underWay)) {
            UUID lease = attempt.lease();
            if (attempt.end() && lease != null) {
                Delivery delivery = attempt.delivery();
                rounds.write(new Change(
                                delivery.target(),
                                Optional.of(attempt.found().pace()),
                                Change.Health.UNKNOWN,
                                new Change.Reschedule(
                                        delivery,
                                        lease,
                                        new Progress(
                                                attempt.before().attempts(),
                                                Optional.of(attempt.firstAttemptAt()),
                                                false,
                                                attempt.before().last()),
                                        clock.instant())))
                        .onComplete(_ -> gates.cancelled(delivery.target(), attempt.size()));
            }
        }
        underWay.clear();
    }

    private static Outcome failure(String reason) {
        return new Outcome.Failed(new Outcome.Answer(OptionalInt.empty(), reason, "", Duration.ZERO), Optional.empty());
    }
}

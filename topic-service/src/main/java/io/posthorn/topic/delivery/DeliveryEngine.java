package io.posthorn.topic.delivery;

import io.micrometer.core.instrument.MeterRegistry;
import io.posthorn.platform.secret.SecretSealer;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.impl.VertxInternal;
import io.vertx.sqlclient.Pool;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/**
 * Delivers to targets outside, and tries again until a delivery arrives or is given up. A delivery is made at least once;
 * those of a group arrive in their order. A target that is slow or away delays no other. Replicas on the same database share
 * the work. Safe for use by many threads; its own work is done on one.
 */
public final class DeliveryEngine {
    /** The purpose of the master keys that seal contents. */
    public static final String PURPOSE = "topic.deliveries";

    private static final Logger LOG = Logger.getLogger(DeliveryEngine.class);
    private static final long STOPPING_MS = 20;
    private static final Duration HOUSEKEEPING = Duration.ofMinutes(1);
    private static final Duration FIGURES = Duration.ofSeconds(10);

    private final Vertx vertx;
    private final Context context;
    private final DeliveryLimits limits;
    private final Map<String, TargetKind<?>> kinds;
    private final Clock clock;
    private final Gates gates;
    private final StoreRounds rounds;
    private final Attempts attempts;
    private final DeliveryClaims claims;
    private final DeliveryStore store;
    private final AttemptLog log;
    private final DeliveryHousekeeping housekeeping;
    private final DeliveryOperations operations;
    private final DeliveryMeters meters;
    private final Intake intake;
    private final Unhurried measuring = new Unhurried();
    private final List<Long> timers = new ArrayList<>();
    private volatile DeliveryNotices notices = (_, _) -> {};
    private boolean running;
    private boolean asking;

    /**
     * @param pool a database that has the topic service's schema
     * @param sealer seals with keys for {@link #PURPOSE}
     * @param kinds what is delivered to, each with a name of its own
     * @param random where jitter and leases come from
     */
    public DeliveryEngine(
            Vertx vertx,
            Pool pool,
            SecretSealer sealer,
            DeliveryLimits limits,
            Collection<? extends TargetKind<?>> kinds,
            MeterRegistry registry,
            Clock clock,
            RandomGenerator random) {
        this.vertx = vertx;
        this.context = ((VertxInternal) vertx).createEventLoopContext();
        this.limits = limits;
        this.kinds = kinds.stream().collect(Collectors.toUnmodifiableMap(TargetKind::name, Function.identity()));
        this.clock = clock;
        this.gates = new Gates(limits);
        ContentSeal seal = new ContentSeal(sealer);
        this.meters = new DeliveryMeters(registry);
        this.store = new DeliveryStore(pool, seal, limits);
        this.log = new AttemptLog(context, pool, seal, limits.attemptLog(), clock);
        this.housekeeping = new DeliveryHousekeeping(pool, limits.attemptLog(), clock);
        this.operations = new DeliveryOperations(pool, seal, clock, this::again);
        StoreTurns turns = new StoreTurns(context);
        this.rounds = new StoreRounds(context, store, turns, limits, clock, this::written);
        this.attempts =
                new Attempts(context, gates, rounds, limits, clock, random, this::freed, this::arrived, log, meters);
        this.intake = new Intake(context, store, gates, rounds, attempts, limits, clock, this::find, meters);
        this.claims =
                new DeliveryClaims(context, store, turns, gates, rounds, attempts, limits, clock, this::find, meters);
    }

    /** Who is told of what happens to targets; before the start. */
    public void tell(DeliveryNotices told) {
        notices = told;
    }

    /** What can be asked and done besides delivering. */
    public DeliveryOperations operations() {
        return operations;
    }

    /** Begins to work; completes when what other replicas know of targets is known here. */
    public Future<Void> start() {
        return here(() -> {
            if (running) {
                return Future.failedFuture(new IllegalStateException("the engine has started"));
            }
            running = true;
            return ask().onSuccess(_ -> {
                claims.start();
                timers.add(vertx.setPeriodic(limits.look().toMillis(), _ -> tick()));
                timers.add(vertx.setPeriodic(HOUSEKEEPING.toMillis(), _ -> keepHouse()));
                timers.add(vertx.setPeriodic(FIGURES.toMillis(), _ -> measure()));
            });
        });
    }

    /**
     * Ends the work: nothing more is begun; what is under way may go on for the grace, and what is not over then is due at
     * once for other replicas. Completes when that is on record.
     */
    public Future<Void> stop() {
        return here(() -> {
            if (!running) {
                return Future.succeededFuture();
            }
            running = false;
            timers.forEach(vertx::cancelTimer);
            claims.stop();
            Promise<Void> stopped = Promise.promise();
            awaitEnd(stopped, System.nanoTime() + limits.grace().toNanos(), false);
            return stopped.future();
        });
    }

    private void awaitEnd(Promise<Void> stopped, long deadline, boolean released) {
        if (claims.isIdle() && rounds.isIdle() && log.isIdle() && (gates.underWay() == 0 || released)) {
            stopped.complete();
        } else if (System.nanoTime() - deadline < 0) {
            vertx.setTimer(STOPPING_MS, _ -> awaitEnd(stopped, deadline, released));
        } else if (!released) {
            attempts.release();
            vertx.setTimer(
                    STOPPING_MS,
                    _ -> awaitEnd(stopped, System.nanoTime() + limits.grace().toNanos(), true));
        } else {
            // The database is away: leases end by themselves.
            stopped.complete();
        }
    }

    /**
     * Takes deliveries on. Completes when each of them has arrived, is buried or is on record; fails when that cannot be said
     * of all of them, and then they are to be brought again. Deliveries that are on record are not made twice, however often
     * they are brought; nor, by this replica, those that arrived and were brought with others of which it could not be said.
     */
    public Future<Void> accept(List<Delivery> deliveries) {
        return here(() -> {
            if (!running) {
                return Future.failedFuture(new IllegalStateException("the engine is not running"));
            }
            return intake.accept(deliveries);
        });
    }

    private Future<DeliveryOperations.Resent> again(Delivery delivery) {
        return here(() -> find(delivery.target())
                .compose(found -> found.isEmpty()
                        ? Future.succeededFuture(DeliveryOperations.Resent.UNKNOWN)
                        : here(() -> intake.insert(delivery, found.map(Found::pace))
                                .map(written -> switch (written) {
                                    case DONE, STALE -> DeliveryOperations.Resent.DONE;
                                    case FULL -> DeliveryOperations.Resent.FULL;
                                    case DISABLED -> DeliveryOperations.Resent.DISABLED;
                                }))));
    }

    private Future<Optional<Found<?>>> find(TargetKey key) {
        TargetKind<?> kind = kinds.get(key.kind());
        if (kind == null) {
            return Future.failedFuture(new IllegalArgumentException("no such kind of targets: " + key.kind()));
        }
        try {
            return Found.find(kind, key);
        } catch (RuntimeException bug) {
            return Future.failedFuture(bug);
        }
    }

    private void written(StoreRound.Result result) {
        result.standings().forEach(gates::known);
        claims.learn(result.standings());
        if (result.forgotten() > 0) {
            meters.became("dropped", result.forgotten());
        }
        result.disabled().forEach(target -> {
            LOG.warnf("%s failed for too long and gets nothing any more", target);
            notices.disabled(target, clock.instant());
        });
    }

    private void arrived(UUID delivery) {
        intake.arrived(delivery);
    }

    private void freed(TargetKey key) {
        if (running) {
            intake.freed(key);
        }
        claims.freed(key);
    }

    private void tick() {
        attempts.endOverdue();
        if (!asking) {
            ask().onFailure(failure -> LOG.debug("what other replicas know is not known", failure));
        }
        claims.look();
        meters.load(gates.underWay(), gates.bytes());
    }

    private void keepHouse() {
        housekeeping.run().onFailure(failure -> LOG.debug("nothing was forgotten", failure));
    }

    /** All that waits is counted: where that is much, it is counted less often. */
    private void measure() {
        if (!measuring.begin(System.nanoTime())) {
            return;
        }
        housekeeping
                .figures()
                .onSuccess(meters::figures)
                .onFailure(failure -> LOG.debug("it is not known how much there is", failure))
                .onComplete(_ -> context.runOnContext(_ -> measuring.end(System.nanoTime())));
    }

    private Future<Void> ask() {
        asking = true;
        long asked = gates.asking();
        Promise<Void> answered = Promise.promise();
        store.known()
                .onComplete(known -> context.runOnContext(_ -> {
                    asking = false;
                    if (known.succeeded()) {
                        gates.answered(known.result(), asked);
                        answered.complete();
                    } else {
                        answered.fail(known.cause());
                    }
                }));
        return answered.future();
    }

    private <T> Future<T> here(Supplier<Future<T>> work) {
        Promise<T> done = Promise.promise();
        context.runOnContext(_ -> work.get().onComplete(done));
        return done.future();
    }
}

package io.posthorn.topic.delivery;

import io.posthorn.platform.AccountId;
import io.vertx.core.AsyncResult;
import io.vertx.core.Context;
import io.vertx.core.Future;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Claims what is due whenever there may be something and there is room for it. For the engine's thread only. */
final class DeliveryClaims {
    private static final Logger LOG = Logger.getLogger(DeliveryClaims.class);

    /** A delivery whose target cannot be found now is tried again after this. */
    private static final Duration FIND_AGAIN = Duration.ofSeconds(5);

    /** A delivery whose content cannot be opened is tried again after this: its key may come. */
    private static final Duration OPEN_AGAIN = Duration.ofMinutes(1);

    private final Context context;
    private final DeliveryStore store;
    private final StoreTurns turns;
    private final Gates gates;
    private final StoreRounds rounds;
    private final Attempts attempts;
    private final DeliveryLimits limits;
    private final Clock clock;
    private final Function<TargetKey, Future<Optional<Found<?>>>> targets;
    private final DeliveryMeters meters;
    private boolean running;
    private boolean claiming;
    private boolean again;
    private boolean starved;
    private long timer;
    private @Nullable Instant wakeAt;

    DeliveryClaims(
            Context context,
            DeliveryStore store,
            StoreTurns turns,
            Gates gates,
            StoreRounds rounds,
            Attempts attempts,
            DeliveryLimits limits,
            Clock clock,
            Function<TargetKey, Future<Optional<Found<?>>>> targets,
            DeliveryMeters meters) {
        this.context = context;
        this.store = store;
        this.turns = turns;
        this.gates = gates;
        this.rounds = rounds;
        this.attempts = attempts;
        this.limits = limits;
        this.clock = clock;
        this.targets = targets;
        this.meters = meters;
    }

    void start() {
        running = true;
        look();
    }

    void stop() {
        running = false;
        if (wakeAt != null) {
            context.owner().cancelTimer(timer);
            wakeAt = null;
        }
    }

    boolean isIdle() {
        return !claiming;
    }

    /** An attempt to the target has ended. */
    void freed(TargetKey key) {
        if (starved || gates.hasBacklog(key)) {
            look();
        }
    }

    /** How some targets stand: what is due of theirs is claimed, now or then. */
    void learn(List<Standing> standings) {
        Instant now = clock.instant();
        for (Standing standing : standings) {
            standing.nextDueAt().ifPresent(due -> {
                if (due.isAfter(now)) {
                    wake(due, now);
                } else if (gates.free(standing.target(), now) > 0) {
                    look();
                }
            });
        }
    }

    private void wake(Instant due, Instant now) {
        if (!running || (wakeAt != null && !due.isBefore(wakeAt))) {
            return;
        }
        if (wakeAt != null) {
            context.owner().cancelTimer(timer);
        }
        wakeAt = due;
        // What is due within the next millisecond is due when it is over.
        long delay = Math.clamp(
                Duration.between(now, due).toMillis() + 1, 1, limits.look().toMillis());
        timer = context.owner().setTimer(delay, _ -> {
            wakeAt = null;
            look();
        });
    }

    /** Claims what is due, until there is no more of it or no more room. */
    void look() {
        if (!running) {
            return;
        }
        if (claiming) {
            again = true;
            return;
        }
        claiming = true;
        turns.take(this::claim);
    }

    private Future<?> claim() {
        Instant now = clock.instant();
        int all = gates.freeInAll();
        List<AccountId> fullAccounts = gates.fullAccounts();
        Gates.Unwell unwell = gates.unwell(now);
        List<AccountId> fullUnwell = unwell.fullAccounts();
        starved = all < 1 || !fullAccounts.isEmpty() || !fullUnwell.isEmpty();
        again = false;
        if (all < 1 || !running) {
            claiming = false;
            return Future.succeededFuture();
        }
        return store.claim(
                        new DeliveryClaim.Wish(
                                Math.min(all, limits.maxClaim()),
                                gates.full(now),
                                key -> gates.free(key, now),
                                new DeliveryClaim.Shares(all, fullAccounts, gates::freeFor),
                                new DeliveryClaim.Shares(unwell.free(), fullUnwell, unwell::freeFor)),
                        now)
                .onComplete(result -> context.runOnContext(_ -> claimed(result)));
    }

    private void claimed(AsyncResult<DeliveryStore.Claim> result) {
        claiming = false;
        if (result.failed()) {
            // The next look is the next try.
            LOG.debug("nothing could be claimed", result.cause());
            return;
        }
        DeliveryStore.Claim claim = result.result();
        claim.lost().forEach(this::drop);
        claim.unreadable().forEach(each -> putBack(each, clock.instant().plus(OPEN_AGAIN)));
        claim.claimed().stream()
                .collect(Collectors.groupingBy(each -> each.delivery().target()))
                .forEach(this::begin);
        claim.standings().forEach(gates::known);
        Instant now = clock.instant();
        claim.earliest().ifPresent(due -> wake(due, now));
        learn(claim.standings());
        if (again || !claim.claimed().isEmpty()) {
            look();
        }
    }

    private void begin(TargetKey key, List<Claimed> all) {
        Instant now = clock.instant();
        List<Claimed> begun =
                all.stream().limit(running ? gates.free(key, now) : 0).toList();
        // Others have taken the places meanwhile.
        all.stream().skip(begun.size()).forEach(each -> putBack(each, now));
        if (begun.isEmpty()) {
            return;
        }
        begun.forEach(each -> gates.began(key, size(each), now));
        meters.became("leased", begun.size());
        targets.apply(key).onComplete(target -> context.runOnContext(_ -> found(key, begun, target)));
    }

    private void found(TargetKey key, List<Claimed> begun, AsyncResult<Optional<Found<?>>> target) {
        if (target.succeeded() && target.result().isPresent()) {
            begun.forEach(each -> attempts.begin(target.result().get(), each));
            return;
        }
        begun.forEach(each -> gates.cancelled(key, size(each)));
        if (target.failed()) {
            LOG.debug("a target cannot be found", target.cause());
            begun.forEach(each -> putBack(each, clock.instant().plus(FIND_AGAIN)));
        } else {
            rounds.write(new Change(key, Optional.empty(), Change.Health.UNKNOWN, new Change.Forget()));
        }
    }

    private void drop(Claimed claimed) {
        Delivery delivery = claimed.delivery();
        LOG.errorf("the content of a delivery to %s is gone", delivery.target());
        rounds.write(new Change(
                delivery.target(),
                Optional.empty(),
                Change.Health.UNKNOWN,
                new Change.Remove(delivery, claimed.lease())));
    }

    private void putBack(Claimed claimed, Instant due) {
        Delivery delivery = claimed.delivery();
        rounds.write(new Change(
                delivery.target(),
                Optional.empty(),
                Change.Health.UNKNOWN,
                new Change.Reschedule(delivery, claimed.lease(), claimed.progress(), due)));
    }

    private static long size(Claimed claimed) {
        return claimed.delivery().content().bytes().size();
    }
}

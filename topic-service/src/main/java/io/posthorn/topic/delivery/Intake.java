package io.posthorn.topic.delivery;

import io.vertx.core.AsyncResult;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;

/**
 * Decides of each new delivery whether it is tried at once or goes on record and waits. For the engine's thread only.
 */
final class Intake {
    private static final int MAX_ARRIVED = 100_000;

    private final Context context;
    private final DeliveryStore store;
    private final Gates gates;
    private final StoreRounds rounds;
    private final Attempts attempts;
    private final DeliveryLimits limits;
    private final Clock clock;
    private final Function<TargetKey, Future<Optional<Found<?>>>> targets;
    private final DeliveryMeters meters;
    private final Map<UUID, Boolean> arrived = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<UUID, Boolean> eldest) {
            return size() > MAX_ARRIVED;
        }
    };

    /** Those that wait for a place at their targets; of none without any. */
    private final Map<TargetKey, Deque<Visitor>> room = new LinkedHashMap<>();

    private int visitors;

    Intake(
            Context context,
            DeliveryStore store,
            Gates gates,
            StoreRounds rounds,
            Attempts attempts,
            DeliveryLimits limits,
            Clock clock,
            Function<TargetKey, Future<Optional<Found<?>>>> targets,
            DeliveryMeters meters) {
        this.context = context;
        this.store = store;
        this.gates = gates;
        this.rounds = rounds;
        this.attempts = attempts;
        this.limits = limits;
        this.clock = clock;
        this.targets = targets;
        this.meters = meters;
    }

    /** What was brought together. */
    private static final class Batch {
        private final Portion portion;
        private final List<Attempt> begun = new ArrayList<>();
        private final List<Visitor> visitors = new ArrayList<>();

        Batch(int size) {
            this.portion = new Portion(size);
        }
    }

    /** A delivery that may be tried without going on record, once there is a place for it. */
    private static final class Visitor {
        private final Batch batch;
        private final Found<?> found;
        private final Delivery delivery;
        private boolean waits;

        Visitor(Batch batch, Found<?> found, Delivery delivery) {
            this.batch = batch;
            this.found = found;
            this.delivery = delivery;
        }

        TargetKey target() {
            return delivery.target();
        }
    }

    /** It has arrived, and may be brought again all the same. */
    void arrived(UUID delivery) {
        arrived.put(delivery, true);
    }

    /** Completes when each of {@code deliveries} has arrived, is buried or is on record. */
    Future<Void> accept(List<Delivery> deliveries) {
        Map<TargetKey, Future<Optional<Found<?>>>> found = new HashMap<>();
        deliveries.forEach(each -> found.computeIfAbsent(each.target(), targets));
        if (found.isEmpty()) {
            return Future.succeededFuture();
        }
        Promise<Void> accepted = Promise.promise();
        Future.join(List.copyOf(found.values()))
                .onComplete(
                        _ -> context.runOnContext(_ -> take(deliveries, found).onComplete(accepted)));
        return accepted.future();
    }

    private Future<Void> take(List<Delivery> deliveries, Map<TargetKey, Future<Optional<Found<?>>>> targets) {
        Batch batch = new Batch(deliveries.size());
        Portion portion = batch.portion;
        List<Visitor> unsure = new ArrayList<>();
        for (Delivery delivery : deliveries) {
            Future<Optional<Found<?>>> target = targets.get(delivery.target());
            if (arrived.containsKey(delivery.id())) {
                portion.arrived(delivery.id());
            } else if (target == null || target.failed()) {
                // It can wait for its target to be found.
                writeDown(delivery, Optional.empty(), portion);
            } else if (target.result().isEmpty()) {
                meters.became("dropped", 1);
                portion.done();
            } else {
                Visitor visitor = new Visitor(batch, target.result().get(), delivery);
                if (!mayVisit(visitor)) {
                    writeDown(visitor);
                } else if (gates.hasBacklog(delivery.target())) {
                    unsure.add(visitor);
                } else {
                    visit(visitor);
                }
            }
        }
        if (unsure.isEmpty()) {
            bePatient(batch);
        } else {
            store.onRecord(unsure.stream().map(each -> each.delivery).toList())
                    .onComplete(known -> context.runOnContext(_ -> {
                        sort(unsure, known);
                        bePatient(batch);
                    }));
        }
        return portion.durable().onFailure(_ -> portion.accepted().forEach(this::arrived));
    }

    /** What is on record already is not tried beside it. */
    private void sort(List<Visitor> unsure, AsyncResult<Set<UUID>> onRecord) {
        for (Visitor each : unsure) {
            if (onRecord.failed() || !mayVisit(each)) {
                writeDown(each);
            } else if (onRecord.result().contains(each.delivery.id())) {
                each.batch.portion.done();
            } else {
                visit(each);
            }
        }
    }

    private boolean mayVisit(Visitor visitor) {
        return visitor.delivery.order().isEmpty()
                && !visitor.found.pace().isPositive()
                && gates.isWell(visitor.target(), clock.instant());
    }

    private void visit(Visitor visitor) {
        if (!room.containsKey(visitor.target()) && isAdmitted(visitor)) {
            begin(visitor);
        } else if (visitors < limits.maxUnderWay()) {
            visitor.waits = true;
            visitors++;
            visitor.batch.visitors.add(visitor);
            room.computeIfAbsent(visitor.target(), _ -> new ArrayDeque<>()).add(visitor);
        } else {
            writeDown(visitor);
        }
    }

    private boolean isAdmitted(Visitor visitor) {
        return gates.admits(
                visitor.found.target(), visitor.delivery.content().bytes().size(), clock.instant());
    }

    private void begin(Visitor visitor) {
        visitor.batch.begun.add(attempts.begin(visitor.found, visitor.delivery, visitor.batch.portion));
    }

    /** A place at the target is free: who waits for it, or has waited longest for another, may have it. */
    void freed(TargetKey target) {
        admit(target);
        if (!room.isEmpty()) {
            admit(room.keySet().iterator().next());
        }
    }

    private void admit(TargetKey target) {
        Deque<Visitor> waiting = room.get(target);
        while (waiting != null && !waiting.isEmpty() && isAdmitted(waiting.element())) {
            begin(leave(waiting));
        }
    }

    /** Has the first of those that wait for a target go. */
    private Visitor leave(Deque<Visitor> waiting) {
        Visitor visitor = waiting.remove();
        visitor.waits = false;
        visitors--;
        if (waiting.isEmpty()) {
            room.remove(visitor.target());
        }
        return visitor;
    }

    /** What has found no place after some time, or is not over then, goes on record. */
    private void bePatient(Batch batch) {
        if (batch.begun.isEmpty() && batch.visitors.isEmpty()) {
            return;
        }
        context.owner()
                .setTimer(
                        limits.patience().toMillis(),
                        _ -> context.runOnContext(_ -> {
                            for (Visitor visitor : batch.visitors) {
                                // Those that came before it waited no longer: it is the first.
                                while (visitor.waits) {
                                    writeDown(leave(Objects.requireNonNull(room.get(visitor.target()))));
                                }
                            }
                            attempts.writeDown(batch.begun);
                        }));
    }

    private void writeDown(Visitor visitor) {
        writeDown(visitor.delivery, Optional.of(visitor.found), visitor.batch.portion);
    }

    private void writeDown(Delivery delivery, Optional<Found<?>> found, Portion portion) {
        gates.waiting(delivery.target());
        insert(delivery, found.map(Found::pace))
                .compose(written -> switch (written) {
                    case DONE, STALE -> {
                        meters.became("on_record", 1);
                        yield Future.<Void>succeededFuture();
                    }
                    case FULL -> turnAway(found, delivery, "backlog");
                    case DISABLED -> turnAway(found, delivery, "disabled");
                })
                .onComplete(done -> context.runOnContext(_ -> {
                    if (done.succeeded()) {
                        portion.done();
                    } else {
                        portion.failed(done.cause());
                    }
                }));
    }

    /** Puts a delivery on record, due now. */
    Future<Change.Written> insert(Delivery delivery, Optional<Duration> pace) {
        return rounds.write(new Change(
                delivery.target(),
                pace,
                Change.Health.UNKNOWN,
                new Change.Insert(delivery, Progress.NONE, Optional.empty(), clock.instant())));
    }

    private Future<Void> turnAway(Optional<Found<?>> found, Delivery delivery, String reason) {
        meters.became("turned_away", 1);
        return found.map(target -> attempts.turnAway(target, delivery, reason))
                .orElseGet(() -> Future.failedFuture(new IllegalStateException("the target cannot be found now")));
    }
}

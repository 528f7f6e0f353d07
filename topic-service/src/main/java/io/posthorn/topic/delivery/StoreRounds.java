package io.posthorn.topic.delivery;

import io.vertx.core.AsyncResult;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;

/**
 * Gathers changes while a round is under way and writes them together in the next, in their order. New rows that cannot be
 * written fail to whoever brought them; what becomes of rows that are there is written when the database is back. For the
 * engine's thread only.
 */
final class StoreRounds {
    private static final long AGAIN_MS = 1_000;

    private final Context context;
    private final DeliveryStore store;
    private final StoreTurns turns;
    private final DeliveryLimits limits;
    private final Clock clock;
    private final Consumer<StoreRound.Result> told;
    private final Deque<Waiting> waiting = new ArrayDeque<>();
    private boolean underWay;

    /** @param told learns what each round did, before those do that brought its changes */
    StoreRounds(
            Context context,
            DeliveryStore store,
            StoreTurns turns,
            DeliveryLimits limits,
            Clock clock,
            Consumer<StoreRound.Result> told) {
        this.context = context;
        this.store = store;
        this.turns = turns;
        this.limits = limits;
        this.clock = clock;
        this.told = told;
    }

    private record Waiting(Change change, Promise<Change.Written> written) {
        boolean mayFail() {
            return change.action() instanceof Change.Insert;
        }
    }

    /** Completes when the change is durable. */
    Future<Change.Written> write(Change change) {
        Promise<Change.Written> written = Promise.promise();
        waiting.add(new Waiting(change, written));
        if (!underWay) {
            underWay = true;
            // What else this turn of the thread brings goes into the same round.
            context.runOnContext(_ -> turns.take(this::next));
        }
        return written.future();
    }

    boolean isIdle() {
        return !underWay;
    }

    private Future<?> next() {
        List<Waiting> round = new ArrayList<>();
        while (!waiting.isEmpty() && round.size() < limits.maxRound()) {
            round.add(waiting.remove());
        }
        if (round.isEmpty()) {
            underWay = false;
            return Future.succeededFuture();
        }
        return store.write(round.stream().map(Waiting::change).toList(), clock.instant())
                .onComplete(result -> context.runOnContext(_ -> done(round, result)));
    }

    private void done(List<Waiting> round, AsyncResult<StoreRound.Result> result) {
        if (result.succeeded()) {
            told.accept(result.result());
            for (int i = 0; i < round.size(); i++) {
                round.get(i).written().complete(result.result().written().get(i));
            }
            turns.take(this::next);
            return;
        }
        for (int i = round.size() - 1; i >= 0; i--) {
            if (!round.get(i).mayFail()) {
                waiting.addFirst(round.get(i));
            }
        }
        List<Waiting> failed = new ArrayList<>(round);
        waiting.stream().filter(Waiting::mayFail).forEach(failed::add);
        waiting.removeIf(Waiting::mayFail);
        failed.stream().filter(Waiting::mayFail).forEach(each -> each.written().fail(result.cause()));
        if (waiting.isEmpty()) {
            underWay = false;
        } else {
            context.owner().setTimer(AGAIN_MS, _ -> context.runOnContext(_ -> turns.take(this::next)));
        }
    }
}

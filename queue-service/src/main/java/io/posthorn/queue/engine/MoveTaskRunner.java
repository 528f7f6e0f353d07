package io.posthorn.queue.engine;

import io.posthorn.queue.journal.Transport;
import io.posthorn.queue.move.MoveTaskStore;
import io.posthorn.queue.queue.Dialect;
import io.posthorn.queue.queue.MoveTask;
import io.posthorn.queue.queue.QueueArn;
import io.posthorn.queue.state.MoveTarget;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Future;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Carries move tasks on: each round takes every running task of the shards served here one step further. A task is on
 * record and a step is one transaction with what it moved, so whoever owns the shard next goes on from there.
 *
 * <pre>
 *   RUNNING ──source empty──▶ COMPLETED
 *      │ ├────target gone or unknown, 36 h over──▶ FAILED
 *      │
 *      └──cancel──▶ CANCELLING ──next round──▶ CANCELLED
 * </pre>
 */
final class MoveTaskRunner {
    private static final Logger LOG = Logger.getLogger(MoveTaskRunner.class);

    /** How often a round begins. */
    static final Duration ROUND = Duration.ofMillis(200);

    /** How many messages a step moves at the most when the task has no rate of its own. */
    private static final int STEP = 500;

    private static final Duration LONGEST = Duration.ofHours(36);
    private static final String TARGET_GONE = "AWS.SimpleQueueService.NonExistentQueue";

    /** A message was sent to the dead-letter queue directly, and the task is to take each back to where it came from. */
    private static final String SOURCE_UNKNOWN = "CouldNotDetermineMessageSource";

    private static final String TOO_LONG = "AWS.SimpleQueueService.TaskTimedOut";

    private final QueueEngine engine;
    private final MoveTaskStore store;
    private final Clock clock;
    private final Set<String> stepping = new HashSet<>();

    MoveTaskRunner(QueueEngine engine, MoveTaskStore store, Clock clock) {
        this.engine = engine;
        this.store = store;
        this.clock = clock;
    }

    /** One round. Called from one event loop. */
    Uni<Void> round() {
        Set<Integer> served = engine.served();
        if (served.isEmpty()) {
            return Uni.createFrom().voidItem();
        }
        // A task under way now may be read as it was before its step, and would count what that moved as not moved.
        Set<String> underWay;
        synchronized (stepping) {
            underWay = Set.copyOf(stepping);
        }
        return store.running(served).invoke(tasks -> begin(tasks, underWay)).replaceWithVoid();
    }

    private void begin(List<MoveTaskStore.Entry> tasks, Set<String> underWay) {
        for (MoveTaskStore.Entry entry : tasks) {
            String id = entry.task().id();
            if (underWay.contains(id)) {
                continue;
            }
            synchronized (stepping) {
                stepping.add(id);
            }
            step(entry).onComplete(result -> {
                synchronized (stepping) {
                    stepping.remove(id);
                }
                if (result.failed()) {
                    LOG.debug("a move task's step failed and is repeated", result.cause());
                }
            });
        }
    }

    private Future<Void> step(MoveTaskStore.Entry entry) {
        MoveTask task = entry.task();
        if (task.status() == MoveTask.Status.CANCELLING) {
            return finish(task, MoveTask.Status.CANCELLED, null);
        }
        if (task.startedAt().plus(LONGEST).isBefore(clock.instant())) {
            return finish(task, MoveTask.Status.FAILED, TOO_LONG);
        }
        return Future.fromCompletionStage(engine.live(task.source()).subscribeAsCompletionStage())
                .compose(found -> found.filter(queue -> queue.description().id() == entry.sourceId())
                        .map(queue -> move(task, queue))
                        .orElseGet(() -> finish(task, MoveTask.Status.FAILED, TARGET_GONE)));
    }

    private Future<Void> move(MoveTask task, LiveQueue source) {
        int quota = quota(task, clock.instant());
        if (quota == 0) {
            return Future.succeededFuture();
        }
        MoveTarget target = task.destination()
                .<MoveTarget>map(key -> new MoveTarget.Destination(QueueArn.of(Dialect.AWS, key)))
                .orElseGet(MoveTarget.OriginalSource::new);
        return source.redrive(target, quota, left -> Optional.of(progress(task, left)))
                .compose(departed -> {
                    if (departed.returned() > 0) {
                        String reason = departed.unknown() > 0 ? SOURCE_UNKNOWN : TARGET_GONE;
                        return finish(task, MoveTask.Status.FAILED, reason);
                    }
                    return departed.none() ? finish(task, MoveTask.Status.COMPLETED, null) : Future.succeededFuture();
                });
    }

    private static Transport.Progress progress(MoveTask task, long left) {
        return new Transport.Progress(task.source().account(), UUID.fromString(task.id()), task.moved() + left);
    }

    /**
     * How many messages {@code task} may move in the round at {@code now}: what its rate allows since it began less what it
     * has moved, the first at once, and never much more than a round's share at a time.
     */
    static int quota(MoveTask task, Instant now) {
        if (task.maxPerSecond().isEmpty()) {
            return STEP;
        }
        int rate = task.maxPerSecond().getAsInt();
        long millis = Math.max(0, Duration.between(task.startedAt(), now).toMillis());
        long due = 1 + rate * millis / 1000 - task.moved();
        long share = Math.ceilDiv(rate * ROUND.toMillis(), 1000);
        return Math.clamp(due, 0, Math.toIntExact(share));
    }

    private Future<Void> finish(MoveTask task, MoveTask.Status status, @Nullable String reason) {
        return Future.fromCompletionStage(store.finish(task, status, reason).subscribeAsCompletionStage());
    }
}

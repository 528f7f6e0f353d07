package io.posthorn.queue.engine;

import io.posthorn.queue.move.MoveTaskStore;
import io.posthorn.queue.queue.MoveTask;
import io.posthorn.queue.queue.MoveTasks;
import io.posthorn.queue.queue.QueueKey;
import io.posthorn.queue.queue.SqsErrors;
import io.posthorn.queue.shard.ShardDirectory;
import io.smallrye.mutiny.Uni;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;
import java.util.function.Function;

/** Move tasks as the API asks for them; {@link MoveTaskRunner} carries them on. */
final class EngineMoveTasks implements MoveTasks {
    private final QueueEngine engine;
    private final MoveTaskStore store;
    private final ShardDirectory directory;
    private final Clock clock;

    EngineMoveTasks(QueueEngine engine, MoveTaskStore store, ShardDirectory directory, Clock clock) {
        this.engine = engine;
        this.store = store;
        this.directory = directory;
        this.clock = clock;
    }

    @Override
    public Uni<StartResult> start(QueueKey source, Optional<QueueKey> destination, OptionalInt maxPerSecond) {
        return withSource(
                source,
                queue -> queue.counts().chain(counts -> {
                    MoveTask task = new MoveTask(
                            UUID.randomUUID().toString(),
                            source,
                            destination,
                            maxPerSecond,
                            MoveTask.Status.RUNNING,
                            0,
                            counts.visible(),
                            Optional.empty(),
                            clock.instant().truncatedTo(ChronoUnit.MILLIS));
                    return store.active(source.account())
                            .chain(active -> active >= MoveTaskStore.MOST_ACTIVE
                                    ? Uni.createFrom().<StartResult>item(new StartResult.TooMany())
                                    : store.insert(task, queue.description().id(), shardOf(source))
                                            .map(alone -> alone
                                                    ? new StartResult.Started(task)
                                                    : new StartResult.AlreadyRunning()));
                }));
    }

    @Override
    public Uni<List<MoveTask>> list(QueueKey source, int limit) {
        return withSource(
                source,
                queue -> store.list(source.account(), queue.description().id(), limit));
    }

    @Override
    public Uni<CancelResult> cancel(QueueKey source, String taskId) {
        return withSource(source, queue -> {
            UUID id;
            try {
                id = UUID.fromString(taskId);
            } catch (IllegalArgumentException _) {
                return Uni.createFrom().item(new CancelResult.Missing());
            }
            return store.cancel(source.account(), queue.description().id(), id);
        });
    }

    private <T> Uni<T> withSource(QueueKey source, Function<LiveQueue, Uni<T>> work) {
        return engine.live(source).chain(found -> work.apply(found.orElseThrow(SqsErrors::queueDoesNotExist)));
    }

    private int shardOf(QueueKey key) {
        return directory.shardOf(key.account(), key.region(), key.name().value());
    }
}

package io.posthorn.queue;

import io.posthorn.queue.queue.MoveTask;
import io.posthorn.queue.queue.MoveTasks;
import io.posthorn.queue.queue.QueueKey;
import io.smallrye.mutiny.Uni;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

final class NoMoves implements MoveTasks {
    @Override
    public Uni<StartResult> start(QueueKey source, Optional<QueueKey> destination, OptionalInt maxPerSecond) {
        return Uni.createFrom().failure(new IllegalStateException());
    }

    @Override
    public Uni<List<MoveTask>> list(QueueKey source, int limit) {
        return Uni.createFrom().failure(new IllegalStateException());
    }

    @Override
    public Uni<CancelResult> cancel(QueueKey source, String taskId) {
        return Uni.createFrom().failure(new IllegalStateException());
    }
}

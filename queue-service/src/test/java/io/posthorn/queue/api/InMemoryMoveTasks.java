package io.posthorn.queue.api;

import io.posthorn.queue.queue.MoveTask;
import io.posthorn.queue.queue.MoveTasks;
import io.posthorn.queue.queue.QueueKey;
import io.smallrye.mutiny.Uni;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** Move tasks that never move anything: they run until they are cancelled or {@link #end}. */
final class InMemoryMoveTasks implements MoveTasks {
    private final Clock clock;
    private final List<MoveTask> tasks = new ArrayList<>();

    InMemoryMoveTasks(Clock clock) {
        this.clock = clock;
    }

    /** Ends the running task of {@code source}. */
    void end(QueueKey source, MoveTask.Status status, Optional<String> failureReason) {
        tasks.replaceAll(task -> task.source().equals(source) && task.status() == MoveTask.Status.RUNNING
                ? with(task, status, failureReason)
                : task);
    }

    @Override
    public Uni<StartResult> start(QueueKey source, Optional<QueueKey> destination, OptionalInt maxPerSecond) {
        boolean running = tasks.stream()
                .anyMatch(task -> task.source().equals(source) && task.status() == MoveTask.Status.RUNNING);
        if (running) {
            return Uni.createFrom().item(new StartResult.AlreadyRunning());
        }
        MoveTask task = new MoveTask(
                "task-" + tasks.size(),
                source,
                destination,
                maxPerSecond,
                MoveTask.Status.RUNNING,
                3,
                10,
                Optional.empty(),
                clock.instant());
        tasks.addFirst(task);
        return Uni.createFrom().item(new StartResult.Started(task));
    }

    @Override
    public Uni<List<MoveTask>> list(QueueKey source, int limit) {
        return Uni.createFrom()
                .item(tasks.stream()
                        .filter(task -> task.source().equals(source))
                        .limit(limit)
                        .toList());
    }

    @Override
    public Uni<CancelResult> cancel(QueueKey source, String taskId) {
        Optional<MoveTask> task = tasks.stream()
                .filter(each -> each.source().equals(source) && each.id().equals(taskId))
                .findFirst();
        if (task.isEmpty()) {
            return Uni.createFrom().item(new CancelResult.Missing());
        }
        if (task.get().status() != MoveTask.Status.RUNNING) {
            return Uni.createFrom().item(new CancelResult.NotRunning());
        }
        end(source, MoveTask.Status.CANCELLED, Optional.empty());
        return Uni.createFrom().item(new CancelResult.Cancelling(task.get().moved()));
    }

    private static MoveTask with(MoveTask task, MoveTask.Status status, Optional<String> failureReason) {
        return new MoveTask(
                task.id(),
                task.source(),
                task.destination(),
                task.maxPerSecond(),
                status,
                task.moved(),
                task.toMove(),
                failureReason,
                task.startedAt());
    }
}

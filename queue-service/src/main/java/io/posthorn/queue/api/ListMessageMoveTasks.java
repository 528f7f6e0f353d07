package io.posthorn.queue.api;

import io.posthorn.platform.Call;
import io.posthorn.queue.queue.MoveTask;
import io.posthorn.queue.queue.MoveTasks;
import io.posthorn.queue.queue.QueueArn;
import io.posthorn.wire.OperationShape;
import io.smallrye.mutiny.Uni;

/** Shows the latest move tasks of a dead-letter queue, newest first. */
final class ListMessageMoveTasks extends SqsOperation<ListMessageMoveTasksInput, ListMessageMoveTasksOutput> {
    static final OperationShape<ListMessageMoveTasksInput, ListMessageMoveTasksOutput> SHAPE = new OperationShape<>(
            "ListMessageMoveTasks", ListMessageMoveTasksInput.class, ListMessageMoveTasksOutput.class);

    private static final int MAX_RESULTS = 10;

    private final SqsContext sqs;
    private final MoveTaskRules rules;
    private final MoveTasks tasks;

    ListMessageMoveTasks(SqsContext sqs, MoveTasks tasks) {
        super(SHAPE);
        this.sqs = sqs;
        this.tasks = tasks;
        this.rules = new MoveTaskRules(sqs);
    }

    @Override
    Uni<ListMessageMoveTasksOutput> answer(Call call, ListMessageMoveTasksInput input) {
        String sourceArn = Parameters.required(input.sourceArn(), "SourceArn");
        int limit = Parameters.between(input.maxResults(), "MaxResults", 1, MAX_RESULTS, 1);
        return rules.find(call, sourceArn, "SourceArn")
                .flatMap(source -> tasks.list(source.key(), limit))
                .map(found -> new ListMessageMoveTasksOutput(
                        found.stream().map(this::entry).toList()));
    }

    private ListMessageMoveTasksResultEntry entry(MoveTask task) {
        String sourceArn = QueueArn.of(sqs.dialect(), task.source());
        return new ListMessageMoveTasksResultEntry(
                task.status() == MoveTask.Status.RUNNING ? new MoveTaskHandle(task.id(), sourceArn).text() : null,
                task.status().name(),
                sourceArn,
                task.destination()
                        .map(destination -> QueueArn.of(sqs.dialect(), destination))
                        .orElse(null),
                task.maxPerSecond().isPresent() ? task.maxPerSecond().getAsInt() : null,
                task.moved(),
                task.toMove(),
                task.failureReason().orElse(null),
                task.startedAt().toEpochMilli());
    }
}

package io.posthorn.queue.api;

import io.posthorn.platform.Call;
import io.posthorn.queue.queue.MoveTasks;
import io.posthorn.queue.queue.SqsErrors;
import io.posthorn.wire.OperationShape;
import io.smallrye.mutiny.Uni;

/** Asks a move task to stop; what it has moved stays moved. */
final class CancelMessageMoveTask extends SqsOperation<CancelMessageMoveTaskInput, CancelMessageMoveTaskOutput> {
    static final OperationShape<CancelMessageMoveTaskInput, CancelMessageMoveTaskOutput> SHAPE = new OperationShape<>(
            "CancelMessageMoveTask", CancelMessageMoveTaskInput.class, CancelMessageMoveTaskOutput.class);

    private final MoveTaskRules rules;
    private final MoveTasks tasks;

    CancelMessageMoveTask(SqsContext sqs, MoveTasks tasks) {
        super(SHAPE);
        this.tasks = tasks;
        this.rules = new MoveTaskRules(sqs);
    }

    @Override
    Uni<CancelMessageMoveTaskOutput> answer(Call call, CancelMessageMoveTaskInput input) {
        MoveTaskHandle handle = MoveTaskHandle.parse(Parameters.required(input.taskHandle(), "TaskHandle"));
        return rules.find(call, handle.sourceArn(), "SourceArn")
                .flatMap(source -> tasks.cancel(source.key(), handle.taskId()))
                .map(result -> switch (result) {
                    case MoveTasks.CancelResult.Cancelling(long moved) -> new CancelMessageMoveTaskOutput(moved);
                    case MoveTasks.CancelResult.Missing() ->
                        throw SqsErrors.RESOURCE_NOT_FOUND.because("Task does not exist.");
                    case MoveTasks.CancelResult.NotRunning() ->
                        throw SqsErrors.INVALID_PARAMETER_VALUE.because("Only active tasks can be cancelled.");
                });
    }
}

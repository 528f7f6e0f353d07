package io.posthorn.queue.api;

import io.posthorn.platform.Call;
import io.posthorn.queue.queue.MoveTask;
import io.posthorn.queue.queue.MoveTasks;
import io.posthorn.queue.queue.QueueArn;
import io.posthorn.queue.queue.QueueDescription;
import io.posthorn.queue.queue.QueueKey;
import io.posthorn.queue.queue.SqsErrors;
import io.posthorn.wire.OperationShape;
import io.smallrye.mutiny.Uni;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** Starts taking messages out of a dead-letter queue. */
final class StartMessageMoveTask extends SqsOperation<StartMessageMoveTaskInput, StartMessageMoveTaskOutput> {
    static final OperationShape<StartMessageMoveTaskInput, StartMessageMoveTaskOutput> SHAPE = new OperationShape<>(
            "StartMessageMoveTask", StartMessageMoveTaskInput.class, StartMessageMoveTaskOutput.class);

    /** The most messages that a task moves in a second. */
    private static final int MAX_RATE = 500;

    private static final int AS_FAST_AS_IT_CAN = 0;

    private final SqsContext sqs;
    private final MoveTaskRules rules;
    private final MoveTasks tasks;

    StartMessageMoveTask(SqsContext sqs, MoveTasks tasks) {
        super(SHAPE);
        this.sqs = sqs;
        this.tasks = tasks;
        this.rules = new MoveTaskRules(sqs);
    }

    @Override
    Uni<StartMessageMoveTaskOutput> answer(Call call, StartMessageMoveTaskInput input) {
        String sourceArn = Parameters.required(input.sourceArn(), "SourceArn");
        int rate = Parameters.between(
                input.maxNumberOfMessagesPerSecond(), "MaxNumberOfMessagesPerSecond", 1, MAX_RATE, AS_FAST_AS_IT_CAN);
        return rules.find(call, sourceArn, "SourceArn")
                .flatMap(rules::requireDeadLetterQueue)
                .flatMap(source -> destination(call, input.destinationArn(), source)
                        .flatMap(destination -> tasks.start(
                                source.key(),
                                destination,
                                rate == AS_FAST_AS_IT_CAN ? OptionalInt.empty() : OptionalInt.of(rate))))
                .map(this::output);
    }

    private Uni<Optional<QueueKey>> destination(Call call, @Nullable String arn, QueueDescription source) {
        if (arn == null || arn.isEmpty()) {
            return Uni.createFrom().item(Optional.empty());
        }
        return rules.find(call, arn, "DestinationArn").map(destination -> {
            if (destination.isFifo() != source.isFifo()) {
                throw SqsErrors.INVALID_PARAMETER_VALUE.because(
                        "The destination queue must be of the same type as the source queue.");
            }
            if (destination.key().equals(source.key())) {
                throw SqsErrors.INVALID_PARAMETER_VALUE.because(
                        "The destination queue must be another than the source queue.");
            }
            return Optional.of(destination.key());
        });
    }

    private StartMessageMoveTaskOutput output(MoveTasks.StartResult result) {
        return switch (result) {
            case MoveTasks.StartResult.Started(MoveTask task) ->
                new StartMessageMoveTaskOutput(
                        new MoveTaskHandle(task.id(), QueueArn.of(sqs.dialect(), task.source())).text());
            case MoveTasks.StartResult.AlreadyRunning() ->
                throw SqsErrors.INVALID_PARAMETER_VALUE.because(
                        "There is already a task running. Only one active task is"
                                + " allowed for a source queue arn at a given time.");
            case MoveTasks.StartResult.TooMany() ->
                throw SqsErrors.OVER_LIMIT.because("The account has as many move tasks running as it may have: 100.");
        };
    }
}

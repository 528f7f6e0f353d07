package io.posthorn.queue.api;

import io.posthorn.platform.Call;
import io.posthorn.queue.queue.QueueDescription;
import io.posthorn.queue.queue.ReceiveResult;
import io.posthorn.queue.queue.ReceivedMessage;
import io.posthorn.queue.queue.SqsErrors;
import io.posthorn.queue.state.ReceiveCommand;
import io.posthorn.wire.OperationShape;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Hands out messages, waiting for the first if asked to. */
final class ReceiveMessage extends SqsOperation<ReceiveMessageInput, ReceiveMessageOutput> {
    static final OperationShape<ReceiveMessageInput, ReceiveMessageOutput> SHAPE =
            new OperationShape<>("ReceiveMessage", ReceiveMessageInput.class, ReceiveMessageOutput.class);

    private final SqsContext sqs;

    ReceiveMessage(SqsContext sqs) {
        super(SHAPE);
        this.sqs = sqs;
    }

    @Override
    Uni<ReceiveMessageOutput> answer(Call call, ReceiveMessageInput input) {
        int max = Parameters.between(
                input.maxNumberOfMessages(), "MaxNumberOfMessages", 1, ReceiveCommand.MAX_MESSAGES, 1);
        Optional<Duration> wait = Parameters.wait(input.waitTimeSeconds());
        Optional<Duration> visibility = Parameters.visibilityTimeout(input.visibilityTimeout());
        String attemptId = Parameters.id(input.receiveRequestAttemptId(), "ReceiveRequestAttemptId");
        Presentation presentation = new Presentation(sqs, input);
        return sqs.open(call, input.queueUrl()).flatMap(queue -> {
            QueueDescription description = queue.description();
            if (attemptId != null && !description.isFifo()) {
                throw SqsErrors.notForThisQueueType(attemptId, "ReceiveRequestAttemptId");
            }
            ReceiveCommand command = new ReceiveCommand(
                    max,
                    visibility.orElse(null),
                    attemptId,
                    sqs.dialect().receivesOneMessagePerGroup(),
                    sqs.dialect().maximumInFlight(description.isFifo()));
            return queue.receive(command, wait.orElse(description.attributes().receiveWait()))
                    .map(result -> output(presentation, description, result));
        });
    }

    private static ReceiveMessageOutput output(
            Presentation presentation, QueueDescription queue, ReceiveResult result) {
        return switch (result) {
            case ReceiveResult.Messages(List<ReceivedMessage> messages) ->
                new ReceiveMessageOutput(messages.stream()
                        .map(message -> presentation.of(queue, message))
                        .toList());
            case ReceiveResult.OverLimit() ->
                throw SqsErrors.OVER_LIMIT.because("The queue has as many messages in flight as it may have. Delete"
                        + " messages, or let their visibility timeouts end.");
        };
    }
}

package io.posthorn.queue.api;

import io.posthorn.platform.Operation;
import io.posthorn.queue.queue.MoveTasks;
import java.util.List;
import java.util.stream.Stream;

/** The actions of the SQS API, made ready. */
public final class SqsOperations {
    private SqsOperations() {}

    /** One operation for every action of {@link SqsShape#of} the context's dialect. */
    public static List<Operation<?, ?>> of(SqsContext sqs, MoveTasks tasks) {
        return Stream.<Operation<?, ?>>of(
                        new AddPermission(sqs),
                        new CancelMessageMoveTask(sqs, tasks),
                        new ChangeMessageVisibility(sqs),
                        new ChangeMessageVisibilityBatch(sqs),
                        new CreateQueue(sqs),
                        new DeleteMessage(sqs),
                        new DeleteMessageBatch(sqs),
                        new DeleteQueue(sqs),
                        new GetQueueAttributes(sqs),
                        new GetQueueUrl(sqs),
                        new ListDeadLetterSourceQueues(sqs),
                        new ListMessageMoveTasks(sqs, tasks),
                        new ListQueues(sqs),
                        new ListQueueTags(sqs),
                        new PurgeQueue(sqs),
                        new ReceiveMessage(sqs),
                        new RemovePermission(sqs),
                        new SendMessage(sqs),
                        new SendMessageBatch(sqs),
                        new SetQueueAttributes(sqs),
                        new StartMessageMoveTask(sqs, tasks),
                        new TagQueue(sqs),
                        new UntagQueue(sqs))
                .filter(operation ->
                        sqs.dialect().supportsAction(operation.shape().name()))
                .toList();
    }
}

package io.posthorn.queue.api;

import io.posthorn.queue.queue.Dialect;
import io.posthorn.queue.queue.SqsErrors;
import io.posthorn.wire.OperationShape;
import io.posthorn.wire.Protocol;
import io.posthorn.wire.RequestLimits;
import io.posthorn.wire.ServiceShape;
import java.util.List;
import java.util.Set;

/** The SQS API as the wire sees it. */
public final class SqsShape {
    /** What stands before the dot in {@code X-Amz-Target}. */
    public static final String TARGET_PREFIX = "AmazonSQS";

    /** The query protocol's Version. */
    public static final String VERSION = "2012-11-05";

    private static final List<OperationShape<?, ?>> OPERATIONS = List.of(
            AddPermission.SHAPE,
            CancelMessageMoveTask.SHAPE,
            ChangeMessageVisibility.SHAPE,
            ChangeMessageVisibilityBatch.SHAPE,
            CreateQueue.SHAPE,
            DeleteMessage.SHAPE,
            DeleteMessageBatch.SHAPE,
            DeleteQueue.SHAPE,
            GetQueueAttributes.SHAPE,
            GetQueueUrl.SHAPE,
            ListDeadLetterSourceQueues.SHAPE,
            ListMessageMoveTasks.SHAPE,
            ListQueues.SHAPE,
            ListQueueTags.SHAPE,
            PurgeQueue.SHAPE,
            ReceiveMessage.SHAPE,
            RemovePermission.SHAPE,
            SendMessage.SHAPE,
            SendMessageBatch.SHAPE,
            SetQueueAttributes.SHAPE,
            StartMessageMoveTask.SHAPE,
            TagQueue.SHAPE,
            UntagQueue.SHAPE);

    private SqsShape() {}

    /** The API as {@code dialect} has it: without the actions that it does not know. */
    public static ServiceShape of(Dialect dialect) {
        return new ServiceShape(
                TARGET_PREFIX,
                VERSION,
                dialect.xmlNamespace(),
                Set.of(Protocol.AWS_JSON_1_0, Protocol.AWS_QUERY),
                RequestLimits.DEFAULT,
                new ServiceShape.ProtocolErrors(
                        SqsErrors.MALFORMED_INPUT, SqsErrors.UNKNOWN_ACTION, SqsErrors.MISSING_ACTION),
                OPERATIONS.stream()
                        .filter(operation -> dialect.supportsAction(operation.name()))
                        .toList());
    }
}

package io.posthorn.queue.api;

import static io.posthorn.wire.OperationShape.Nothing.NOTHING;

import io.posthorn.platform.Call;
import io.posthorn.queue.queue.SqsErrors;
import io.posthorn.wire.OperationShape;
import io.posthorn.wire.OperationShape.Nothing;
import io.smallrye.mutiny.Uni;

/** Deletes a queue and its messages. */
final class DeleteQueue extends SqsOperation<DeleteQueueInput, Nothing> {
    static final OperationShape<DeleteQueueInput, Nothing> SHAPE =
            new OperationShape<>("DeleteQueue", DeleteQueueInput.class, Nothing.class);

    private final SqsContext sqs;

    DeleteQueue(SqsContext sqs) {
        super(SHAPE);
        this.sqs = sqs;
    }

    @Override
    Uni<Nothing> answer(Call call, DeleteQueueInput input) {
        return sqs.find(call, input.queueUrl())
                .flatMap(queue -> sqs.queues().delete(queue.key()))
                .map(deleted -> {
                    if (!deleted) {
                        throw SqsErrors.queueDoesNotExist();
                    }
                    return NOTHING;
                });
    }
}

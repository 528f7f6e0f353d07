package io.posthorn.queue.api;

import static io.posthorn.wire.OperationShape.Nothing.NOTHING;

import io.posthorn.platform.Call;
import io.posthorn.queue.queue.SqsErrors;
import io.posthorn.wire.OperationShape;
import io.posthorn.wire.OperationShape.Nothing;
import io.smallrye.mutiny.Uni;

/** Removes every message of a queue that was sent before. */
final class PurgeQueue extends SqsOperation<PurgeQueueInput, Nothing> {
    static final OperationShape<PurgeQueueInput, Nothing> SHAPE =
            new OperationShape<>("PurgeQueue", PurgeQueueInput.class, Nothing.class);

    private final SqsContext sqs;

    PurgeQueue(SqsContext sqs) {
        super(SHAPE);
        this.sqs = sqs;
    }

    @Override
    Uni<Nothing> answer(Call call, PurgeQueueInput input) {
        return sqs.open(call, input.queueUrl())
                .flatMap(queue -> queue.purge().map(result -> switch (result) {
                    case PURGED -> NOTHING;
                    case PURGED_RECENTLY ->
                        throw SqsErrors.PURGE_QUEUE_IN_PROGRESS.because("Only one PurgeQueue operation on "
                                + queue.description().key().name() + " is allowed every 60 seconds.");
                }));
    }
}

package io.posthorn.queue.api;

import io.posthorn.platform.Call;
import io.posthorn.queue.queue.QueueKey;
import io.posthorn.queue.queue.SqsErrors;
import io.posthorn.queue.queue.Tags;
import io.posthorn.wire.OperationShape;
import io.posthorn.wire.OperationShape.Nothing;
import io.smallrye.mutiny.Uni;

/** Gives a queue tags; a tag that is there gets the new value. */
final class TagQueue extends SqsOperation<TagQueueInput, Nothing> {
    static final OperationShape<TagQueueInput, Nothing> SHAPE =
            new OperationShape<>("TagQueue", TagQueueInput.class, Nothing.class);

    private final SqsContext sqs;

    TagQueue(SqsContext sqs) {
        super(SHAPE);
        this.sqs = sqs;
    }

    @Override
    Uni<Nothing> answer(Call call, TagQueueInput input) {
        if (input.tags().isEmpty()) {
            throw SqsErrors.missingParameter("Tags");
        }
        QueueKey key = sqs.url(call, input.queueUrl()).key();
        Tags.check(sqs.dialect(), key.name(), input.tags());
        return sqs.find(call, input.queueUrl())
                .flatMap(queue -> sqs.queues()
                        .update(
                                queue.key(),
                                current -> current.withTags(Tags.added(key.name(), current.tags(), input.tags()))))
                .map(SqsContext::changed);
    }
}

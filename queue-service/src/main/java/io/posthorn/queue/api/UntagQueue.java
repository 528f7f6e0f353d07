package io.posthorn.queue.api;

import io.posthorn.platform.Call;
import io.posthorn.queue.queue.SqsErrors;
import io.posthorn.wire.OperationShape;
import io.posthorn.wire.OperationShape.Nothing;
import io.smallrye.mutiny.Uni;
import java.util.Map;
import java.util.TreeMap;

/** Takes tags off a queue; keys that it does not have are no error. */
final class UntagQueue extends SqsOperation<UntagQueueInput, Nothing> {
    static final OperationShape<UntagQueueInput, Nothing> SHAPE =
            new OperationShape<>("UntagQueue", UntagQueueInput.class, Nothing.class);

    private final SqsContext sqs;

    UntagQueue(SqsContext sqs) {
        super(SHAPE);
        this.sqs = sqs;
    }

    @Override
    Uni<Nothing> answer(Call call, UntagQueueInput input) {
        if (input.tagKeys().isEmpty()) {
            throw SqsErrors.missingParameter("TagKeys");
        }
        return sqs.find(call, input.queueUrl())
                .flatMap(queue -> sqs.queues().update(queue.key(), current -> {
                    Map<String, String> tags = new TreeMap<>(current.tags());
                    input.tagKeys().forEach(tags::remove);
                    return current.withTags(tags);
                }))
                .map(SqsContext::changed);
    }
}

package io.posthorn.queue.api;

import io.posthorn.platform.Call;
import io.posthorn.wire.OperationShape;
import io.smallrye.mutiny.Uni;

/** Shows the tags of a queue. */
final class ListQueueTags extends SqsOperation<ListQueueTagsInput, ListQueueTagsOutput> {
    static final OperationShape<ListQueueTagsInput, ListQueueTagsOutput> SHAPE =
            new OperationShape<>("ListQueueTags", ListQueueTagsInput.class, ListQueueTagsOutput.class);

    private final SqsContext sqs;

    ListQueueTags(SqsContext sqs) {
        super(SHAPE);
        this.sqs = sqs;
    }

    @Override
    Uni<ListQueueTagsOutput> answer(Call call, ListQueueTagsInput input) {
        return sqs.find(call, input.queueUrl())
                .map(queue -> new ListQueueTagsOutput(queue.profile().tags()));
    }
}

package io.posthorn.queue.api;

import io.posthorn.platform.Call;
import io.posthorn.wire.OperationShape;
import io.smallrye.mutiny.Uni;
import java.util.Objects;

/** Lists the account's queues in the region, a page at a time. */
final class ListQueues extends SqsOperation<ListQueuesInput, ListQueuesOutput> {
    static final OperationShape<ListQueuesInput, ListQueuesOutput> SHAPE =
            new OperationShape<>("ListQueues", ListQueuesInput.class, ListQueuesOutput.class);

    private final SqsContext sqs;

    ListQueues(SqsContext sqs) {
        super(SHAPE);
        this.sqs = sqs;
    }

    @Override
    Uni<ListQueuesOutput> answer(Call call, ListQueuesInput input) {
        int limit =
                Parameters.between(input.maxResults(), "MaxResults", 1, PageToken.MAX_RESULTS, PageToken.MAX_RESULTS);
        String prefix = Objects.requireNonNullElse(input.queueNamePrefix(), "");
        return sqs.queues()
                .list(call.account(), call.region(), prefix, limit, PageToken.after(shape(), input.nextToken()))
                .map(page -> new ListQueuesOutput(
                        page.entries().stream()
                                .map(queue -> sqs.urlOf(call, queue.key(), queue.id()))
                                .toList(),
                        input.maxResults() == null ? null : PageToken.next(shape(), page)));
    }
}

package io.posthorn.queue.api;

import io.posthorn.platform.Call;
import io.posthorn.queue.queue.QueueName;
import io.posthorn.wire.OperationShape;
import io.smallrye.mutiny.Uni;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

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
        Optional<QueueName> after = PageToken.after(shape(), input.nextToken());
        if (!QueueName.isPrefix(prefix)) {
            return Uni.createFrom().item(new ListQueuesOutput(List.of(), null));
        }
        return sqs.queues()
                .list(call.account(), call.region(), prefix, limit, after)
                .map(page -> new ListQueuesOutput(
                        page.entries().stream()
                                .map(queue -> sqs.urlOf(call, queue.key(), queue.id()))
                                .toList(),
                        input.maxResults() == null ? null : PageToken.next(shape(), page)));
    }
}

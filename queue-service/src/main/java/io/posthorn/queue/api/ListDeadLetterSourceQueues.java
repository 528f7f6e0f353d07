package io.posthorn.queue.api;

import io.posthorn.platform.Call;
import io.posthorn.queue.queue.QueueName;
import io.posthorn.wire.OperationShape;
import io.smallrye.mutiny.Uni;
import java.util.Optional;

/** Lists the queues whose dead letters go to this one, a page at a time. */
final class ListDeadLetterSourceQueues
        extends SqsOperation<ListDeadLetterSourceQueuesInput, ListDeadLetterSourceQueuesOutput> {
    static final OperationShape<ListDeadLetterSourceQueuesInput, ListDeadLetterSourceQueuesOutput> SHAPE =
            new OperationShape<>(
                    "ListDeadLetterSourceQueues",
                    ListDeadLetterSourceQueuesInput.class,
                    ListDeadLetterSourceQueuesOutput.class);

    private final SqsContext sqs;

    ListDeadLetterSourceQueues(SqsContext sqs) {
        super(SHAPE);
        this.sqs = sqs;
    }

    @Override
    Uni<ListDeadLetterSourceQueuesOutput> answer(Call call, ListDeadLetterSourceQueuesInput input) {
        int limit =
                Parameters.between(input.maxResults(), "MaxResults", 1, PageToken.MAX_RESULTS, PageToken.MAX_RESULTS);
        Optional<QueueName> after = PageToken.after(shape(), input.nextToken());
        return sqs.find(call, input.queueUrl())
                .flatMap(target -> sqs.queues().deadLetterSources(target.key(), limit, after))
                .map(page -> new ListDeadLetterSourceQueuesOutput(
                        page.entries().stream()
                                .map(queue -> sqs.urlOf(call, queue.key(), queue.id()))
                                .toList(),
                        input.maxResults() == null ? null : PageToken.next(shape(), page)));
    }
}

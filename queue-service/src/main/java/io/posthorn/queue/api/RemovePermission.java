package io.posthorn.queue.api;

import io.posthorn.platform.Call;
import io.posthorn.queue.queue.QueueAttributes;
import io.posthorn.queue.queue.QueuePolicy;
import io.posthorn.wire.OperationShape;
import io.posthorn.wire.OperationShape.Nothing;
import io.smallrye.mutiny.Uni;

/** Takes back what AddPermission allowed: the statement of a label leaves the policy. */
final class RemovePermission extends SqsOperation<RemovePermissionInput, Nothing> {
    static final OperationShape<RemovePermissionInput, Nothing> SHAPE =
            new OperationShape<>("RemovePermission", RemovePermissionInput.class, Nothing.class);

    private final SqsContext sqs;

    RemovePermission(SqsContext sqs) {
        super(SHAPE);
        this.sqs = sqs;
    }

    @Override
    Uni<Nothing> answer(Call call, RemovePermissionInput input) {
        String label = PermissionRules.label(input.label());
        return sqs.find(call, input.queueUrl())
                .flatMap(queue -> sqs.queues().update(queue.key(), current -> {
                    QueueAttributes attributes = current.attributes();
                    return current.withAttributes(
                            attributes.withPolicy(QueuePolicy.withoutPermission(attributes.policy(), label)));
                }))
                .map(SqsContext::changed);
    }
}

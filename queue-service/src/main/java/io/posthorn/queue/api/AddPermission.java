package io.posthorn.queue.api;

import io.posthorn.platform.AccountId;
import io.posthorn.platform.Call;
import io.posthorn.queue.queue.QueueArn;
import io.posthorn.queue.queue.QueueAttributes;
import io.posthorn.queue.queue.QueuePolicy;
import io.posthorn.wire.OperationShape;
import io.posthorn.wire.OperationShape.Nothing;
import io.smallrye.mutiny.Uni;
import java.util.List;
import java.util.Optional;

/** Lets other accounts do some actions on a queue: a statement more in its policy. */
final class AddPermission extends SqsOperation<AddPermissionInput, Nothing> {
    static final OperationShape<AddPermissionInput, Nothing> SHAPE =
            new OperationShape<>("AddPermission", AddPermissionInput.class, Nothing.class);

    private final SqsContext sqs;

    AddPermission(SqsContext sqs) {
        super(SHAPE);
        this.sqs = sqs;
    }

    @Override
    Uni<Nothing> answer(Call call, AddPermissionInput input) {
        String label = PermissionRules.label(input.label());
        List<AccountId> accounts = PermissionRules.accounts(input.awsAccountIds());
        List<String> actions = PermissionRules.actions(input.actions());
        return sqs.find(call, input.queueUrl())
                .flatMap(queue -> sqs.queues().update(queue.key(), current -> {
                    QueueAttributes attributes = current.attributes();
                    String policy = QueuePolicy.withPermission(
                            attributes.policy(), QueueArn.of(sqs.dialect(), queue.key()), label, accounts, actions);
                    return current.withAttributes(attributes.withPolicy(Optional.of(policy)));
                }))
                .map(SqsContext::changed);
    }
}

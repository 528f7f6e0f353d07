package io.posthorn.queue.api;

import io.posthorn.platform.AccountId;
import io.posthorn.platform.Call;
import io.posthorn.queue.queue.QueueKey;
import io.posthorn.queue.queue.QueueName;
import io.posthorn.queue.queue.SqsErrors;
import io.posthorn.wire.OperationShape;
import io.smallrye.mutiny.Uni;
import org.jspecify.annotations.Nullable;

/** Finds a queue by its name and owner. */
final class GetQueueUrl extends SqsOperation<GetQueueUrlInput, GetQueueUrlOutput> {
    static final OperationShape<GetQueueUrlInput, GetQueueUrlOutput> SHAPE =
            new OperationShape<>("GetQueueUrl", GetQueueUrlInput.class, GetQueueUrlOutput.class);

    private final SqsContext sqs;

    GetQueueUrl(SqsContext sqs) {
        super(SHAPE);
        this.sqs = sqs;
    }

    @Override
    Uni<GetQueueUrlOutput> answer(Call call, GetQueueUrlInput input) {
        String name = input.queueName();
        if (name == null || name.isEmpty()) {
            throw SqsErrors.INVALID_PARAMETER_VALUE.because(
                    "Value for parameter QueueName is invalid. Reason: Must specify a queue name.");
        }
        return sqs.queues()
                .find(new QueueKey(
                        owner(call, input.queueOwnerAwsAccountId()),
                        call.region(),
                        QueueName.parse(name).orElseThrow(SqsErrors::queueDoesNotExist)))
                .map(found -> new GetQueueUrlOutput(sqs.urlOf(call, found.orElseThrow(SqsErrors::queueDoesNotExist))));
    }

    private AccountId owner(Call call, @Nullable String owner) {
        if (owner == null || owner.isEmpty() || owner.equals(call.account().value())) {
            return call.account();
        }
        if (!sqs.dialect().hasQueueOwners()) {
            throw SqsErrors.UNSUPPORTED_OPERATION.because("QueueOwnerAWSAccountId is not supported.");
        }
        try {
            return new AccountId(owner);
        } catch (IllegalArgumentException noAccount) {
            throw SqsErrors.queueDoesNotExist();
        }
    }
}

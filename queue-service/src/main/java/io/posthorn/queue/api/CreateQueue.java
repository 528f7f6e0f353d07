package io.posthorn.queue.api;

import io.posthorn.platform.Call;
import io.posthorn.queue.queue.CreateResult;
import io.posthorn.queue.queue.DeadLetterRules;
import io.posthorn.queue.queue.GivenAttributes;
import io.posthorn.queue.queue.QueueAttributes;
import io.posthorn.queue.queue.QueueDescription;
import io.posthorn.queue.queue.QueueKey;
import io.posthorn.queue.queue.QueueName;
import io.posthorn.queue.queue.QueueProfile;
import io.posthorn.queue.queue.SqsErrors;
import io.posthorn.queue.queue.Tags;
import io.posthorn.wire.OperationShape;
import io.smallrye.mutiny.Uni;
import org.jspecify.annotations.Nullable;

/** Creates a queue, or answers the one that is there already when it is as asked. */
final class CreateQueue extends SqsOperation<CreateQueueInput, CreateQueueOutput> {
    static final OperationShape<CreateQueueInput, CreateQueueOutput> SHAPE =
            new OperationShape<>("CreateQueue", CreateQueueInput.class, CreateQueueOutput.class);

    private final SqsContext sqs;
    private final DeadLetterRules deadLetters;

    CreateQueue(SqsContext sqs) {
        super(SHAPE);
        this.sqs = sqs;
        this.deadLetters = new DeadLetterRules(sqs.queues());
    }

    @Override
    Uni<CreateQueueOutput> answer(Call call, CreateQueueInput input) {
        QueueKey key = new QueueKey(call.account(), call.region(), name(input.queueName()));
        GivenAttributes given = GivenAttributes.forCreate(sqs.dialect(), key.name(), input.attributes());
        Tags.check(sqs.dialect(), key.name(), input.tags());
        QueueAttributes attributes =
                given.applyTo(QueueAttributes.defaults(sqs.dialect(), key.name().isFifo()));
        return deadLetters
                .check(key, given)
                .flatMap(allowed -> sqs.queues().create(key, new QueueProfile(attributes, input.tags())))
                .map(result -> new CreateQueueOutput(sqs.urlOf(call, created(result, given))));
    }

    private static QueueName name(@Nullable String name) {
        if (name == null) {
            throw SqsErrors.missingParameter("QueueName");
        }
        if (name.isEmpty()) {
            throw SqsErrors.INVALID_PARAMETER_VALUE.because("Queue name cannot be empty");
        }
        return QueueName.parse(name)
                .orElseThrow(() -> SqsErrors.INVALID_PARAMETER_VALUE.because(
                        "Can only include alphanumeric characters, hyphens, or underscores. 1 to 80 in length"));
    }

    private static QueueDescription created(CreateResult result, GivenAttributes given) {
        return switch (result) {
            case CreateResult.Created(QueueDescription queue) -> queue;
            case CreateResult.Existing(QueueDescription queue) -> {
                given.firstDifference(queue.attributes()).ifPresent(attribute -> {
                    throw SqsErrors.QUEUE_NAME_EXISTS.because(
                            "A queue already exists with the same name and a different" + " value for attribute "
                                    + attribute.wireName());
                });
                yield queue;
            }
            case CreateResult.DeletedRecently() ->
                throw SqsErrors.QUEUE_DELETED_RECENTLY.because("You must wait 60 seconds after deleting a queue before"
                        + " you can create another with the same name.");
        };
    }
}

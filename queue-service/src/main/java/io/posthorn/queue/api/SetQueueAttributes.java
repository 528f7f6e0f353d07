package io.posthorn.queue.api;

import io.posthorn.platform.Call;
import io.posthorn.queue.queue.DeadLetterRules;
import io.posthorn.queue.queue.GivenAttributes;
import io.posthorn.queue.queue.SqsErrors;
import io.posthorn.wire.OperationShape;
import io.posthorn.wire.OperationShape.Nothing;
import io.smallrye.mutiny.Uni;
import java.util.Map;

/** Changes attributes of a queue; those that are not named stay as they are. */
final class SetQueueAttributes extends SqsOperation<SetQueueAttributesInput, Nothing> {
    static final OperationShape<SetQueueAttributesInput, Nothing> SHAPE =
            new OperationShape<>("SetQueueAttributes", SetQueueAttributesInput.class, Nothing.class);

    private final SqsContext sqs;
    private final DeadLetterRules deadLetters;

    SetQueueAttributes(SqsContext sqs) {
        super(SHAPE);
        this.sqs = sqs;
        this.deadLetters = new DeadLetterRules(sqs.queues());
    }

    @Override
    Uni<Nothing> answer(Call call, SetQueueAttributesInput input) {
        Map<String, String> attributes = input.attributes();
        if (attributes == null || attributes.isEmpty()) {
            throw SqsErrors.missingParameter("Attributes");
        }
        return sqs.find(call, input.queueUrl())
                .flatMap(queue -> {
                    GivenAttributes given =
                            GivenAttributes.forChange(sqs.dialect(), queue.key().name(), attributes);
                    return deadLetters
                            .check(queue.key(), given)
                            .flatMap(allowed -> sqs.queues()
                                    .update(
                                            queue.key(),
                                            current -> current.withAttributes(given.applyTo(current.attributes()))));
                })
                .map(SqsContext::changed);
    }
}

package io.posthorn.queue.api;

import static io.posthorn.wire.OperationShape.Nothing.NOTHING;

import io.posthorn.platform.Call;
import io.posthorn.queue.queue.NewVisibility;
import io.posthorn.wire.OperationShape;
import io.posthorn.wire.OperationShape.Nothing;
import io.smallrye.mutiny.Uni;
import java.util.List;

/** Changes how long a received message stays hidden. */
final class ChangeMessageVisibility extends SqsOperation<ChangeMessageVisibilityInput, Nothing> {
    static final OperationShape<ChangeMessageVisibilityInput, Nothing> SHAPE =
            new OperationShape<>("ChangeMessageVisibility", ChangeMessageVisibilityInput.class, Nothing.class);

    private final SqsContext sqs;
    private final HandleRules handles;

    ChangeMessageVisibility(SqsContext sqs) {
        super(SHAPE);
        this.sqs = sqs;
        this.handles = new HandleRules(sqs);
    }

    @Override
    Uni<Nothing> answer(Call call, ChangeMessageVisibilityInput input) {
        return sqs.open(call, input.queueUrl()).flatMap(queue -> {
            NewVisibility change = handles.newVisibility(input.receiptHandle(), input.visibilityTimeout());
            return queue.changeVisibility(List.of(change)).map(results -> {
                handles.requireChanged(input.receiptHandle(), change, results.getFirst());
                return NOTHING;
            });
        });
    }
}

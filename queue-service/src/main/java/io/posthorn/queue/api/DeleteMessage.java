package io.posthorn.queue.api;

import static io.posthorn.wire.OperationShape.Nothing.NOTHING;

import io.posthorn.platform.Call;
import io.posthorn.wire.OperationShape;
import io.posthorn.wire.OperationShape.Nothing;
import io.smallrye.mutiny.Uni;
import java.util.List;

/** Deletes a received message. One that is gone already is a success. */
final class DeleteMessage extends SqsOperation<DeleteMessageInput, Nothing> {
    static final OperationShape<DeleteMessageInput, Nothing> SHAPE =
            new OperationShape<>("DeleteMessage", DeleteMessageInput.class, Nothing.class);

    private final SqsContext sqs;
    private final HandleRules handles;

    DeleteMessage(SqsContext sqs) {
        super(SHAPE);
        this.sqs = sqs;
        this.handles = new HandleRules(sqs);
    }

    @Override
    Uni<Nothing> answer(Call call, DeleteMessageInput input) {
        return sqs.open(call, input.queueUrl()).flatMap(queue -> {
            String text = Parameters.required(input.receiptHandle(), "ReceiptHandle");
            return queue.delete(List.of(handles.parse(text))).map(results -> {
                handles.requireDeleted(text, results.getFirst());
                return NOTHING;
            });
        });
    }
}

package io.posthorn.queue.api;

import io.posthorn.platform.Call;
import io.posthorn.queue.state.Deletion;
import io.posthorn.queue.state.ReceiptHandle;
import io.posthorn.wire.ApiException;
import io.posthorn.wire.OperationShape;
import io.smallrye.mutiny.Uni;
import java.util.ArrayList;
import java.util.List;

/** Deletes up to ten received messages, each by itself. */
final class DeleteMessageBatch extends SqsOperation<DeleteMessageBatchInput, DeleteMessageBatchOutput> {
    static final OperationShape<DeleteMessageBatchInput, DeleteMessageBatchOutput> SHAPE =
            new OperationShape<>("DeleteMessageBatch", DeleteMessageBatchInput.class, DeleteMessageBatchOutput.class);

    private final SqsContext sqs;
    private final HandleRules handles;

    DeleteMessageBatch(SqsContext sqs) {
        super(SHAPE);
        this.sqs = sqs;
        this.handles = new HandleRules(sqs);
    }

    @Override
    Uni<DeleteMessageBatchOutput> answer(Call call, DeleteMessageBatchInput input) {
        return sqs.open(call, input.queueUrl()).flatMap(queue -> {
            Batch.check(input.entries(), "DeleteMessageBatchRequestEntry", DeleteMessageBatchRequestEntry::id);
            Batch<DeleteMessageBatchRequestEntry, ReceiptHandle> batch = new Batch<>();
            batch.prepare(
                    input.entries(),
                    DeleteMessageBatchRequestEntry::id,
                    entry -> handles.parse(Parameters.required(entry.receiptHandle(), "ReceiptHandle")));
            if (batch.asked().isEmpty()) {
                return Uni.createFrom().item(new DeleteMessageBatchOutput(List.of(), batch.failed()));
            }
            return queue.delete(batch.asked()).map(results -> output(batch, results));
        });
    }

    private DeleteMessageBatchOutput output(
            Batch<DeleteMessageBatchRequestEntry, ReceiptHandle> batch, List<Deletion> results) {
        List<DeleteMessageBatchResultEntry> successful = new ArrayList<>();
        for (int i = 0; i < results.size(); i++) {
            DeleteMessageBatchRequestEntry entry = batch.entry(i);
            String id = Batch.idOf(entry.id());
            try {
                handles.requireDeleted(Parameters.required(entry.receiptHandle(), "ReceiptHandle"), results.get(i));
                successful.add(new DeleteMessageBatchResultEntry(id));
            } catch (ApiException fault) {
                batch.fail(id, fault);
            }
        }
        return new DeleteMessageBatchOutput(successful, batch.failed());
    }
}

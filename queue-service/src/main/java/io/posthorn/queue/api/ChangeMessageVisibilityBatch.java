package io.posthorn.queue.api;

import io.posthorn.platform.Call;
import io.posthorn.queue.queue.NewVisibility;
import io.posthorn.queue.state.VisibilityChange;
import io.posthorn.wire.ApiException;
import io.posthorn.wire.OperationShape;
import io.smallrye.mutiny.Uni;
import java.util.ArrayList;
import java.util.List;

/** Changes how long up to ten received messages stay hidden, each by itself. */
final class ChangeMessageVisibilityBatch
        extends SqsOperation<ChangeMessageVisibilityBatchInput, ChangeMessageVisibilityBatchOutput> {
    static final OperationShape<ChangeMessageVisibilityBatchInput, ChangeMessageVisibilityBatchOutput> SHAPE =
            new OperationShape<>(
                    "ChangeMessageVisibilityBatch",
                    ChangeMessageVisibilityBatchInput.class,
                    ChangeMessageVisibilityBatchOutput.class);

    private final SqsContext sqs;
    private final HandleRules handles;

    ChangeMessageVisibilityBatch(SqsContext sqs) {
        super(SHAPE);
        this.sqs = sqs;
        this.handles = new HandleRules(sqs);
    }

    @Override
    Uni<ChangeMessageVisibilityBatchOutput> answer(Call call, ChangeMessageVisibilityBatchInput input) {
        return sqs.open(call, input.queueUrl()).flatMap(queue -> {
            Batch.check(
                    input.entries(),
                    "ChangeMessageVisibilityBatchRequestEntry",
                    ChangeMessageVisibilityBatchRequestEntry::id);
            Batch<ChangeMessageVisibilityBatchRequestEntry, NewVisibility> batch = new Batch<>();
            batch.prepare(
                    input.entries(),
                    ChangeMessageVisibilityBatchRequestEntry::id,
                    entry -> handles.newVisibility(entry.receiptHandle(), entry.visibilityTimeout()));
            if (batch.asked().isEmpty()) {
                return Uni.createFrom().item(new ChangeMessageVisibilityBatchOutput(List.of(), batch.failed()));
            }
            return queue.changeVisibility(batch.asked()).map(results -> output(batch, results));
        });
    }

    private ChangeMessageVisibilityBatchOutput output(
            Batch<ChangeMessageVisibilityBatchRequestEntry, NewVisibility> batch, List<VisibilityChange> results) {
        List<ChangeMessageVisibilityBatchResultEntry> successful = new ArrayList<>();
        for (int i = 0; i < results.size(); i++) {
            ChangeMessageVisibilityBatchRequestEntry entry = batch.entry(i);
            String id = Batch.idOf(entry.id());
            try {
                handles.requireChanged(entry.receiptHandle(), batch.asked().get(i), results.get(i));
                successful.add(new ChangeMessageVisibilityBatchResultEntry(id));
            } catch (ApiException fault) {
                batch.fail(id, fault);
            }
        }
        return new ChangeMessageVisibilityBatchOutput(successful, batch.failed());
    }
}

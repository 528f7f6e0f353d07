package io.posthorn.queue.api;

import io.posthorn.platform.Call;
import io.posthorn.queue.queue.QueueDescription;
import io.posthorn.queue.queue.SqsErrors;
import io.posthorn.queue.state.Sent;
import io.posthorn.queue.state.Sequence;
import io.posthorn.wire.OperationShape;
import io.smallrye.mutiny.Uni;
import java.util.ArrayList;
import java.util.List;

/** Sends up to ten messages; each is accepted or fails by itself. */
final class SendMessageBatch extends SqsOperation<SendMessageBatchInput, SendMessageBatchOutput> {
    static final OperationShape<SendMessageBatchInput, SendMessageBatchOutput> SHAPE =
            new OperationShape<>("SendMessageBatch", SendMessageBatchInput.class, SendMessageBatchOutput.class);

    private final SqsContext sqs;
    private final MessageRules rules;

    SendMessageBatch(SqsContext sqs) {
        super(SHAPE);
        this.sqs = sqs;
        this.rules = new MessageRules(sqs);
    }

    @Override
    Uni<SendMessageBatchOutput> answer(Call call, SendMessageBatchInput input) {
        return sqs.open(call, input.queueUrl()).flatMap(queue -> {
            QueueDescription description = queue.description();
            checkBatch(description, input.entries());
            Batch<SendMessageBatchRequestEntry, Outgoing> batch = new Batch<>();
            batch.prepare(
                    input.entries(),
                    SendMessageBatchRequestEntry::id,
                    entry -> rules.prepare(
                            call, description, Draft.of(entry), "One or more parameters cannot be validated."));
            if (batch.asked().isEmpty()) {
                return Uni.createFrom().item(new SendMessageBatchOutput(List.of(), batch.failed()));
            }
            return queue.send(batch.asked().stream().map(Outgoing::message).toList())
                    .map(sent -> output(description, batch, sent));
        });
    }

    /** What fails the whole request, in the order in which the service looks. */
    private void checkBatch(QueueDescription queue, List<SendMessageBatchRequestEntry> entries) {
        Batch.check(entries, "SendMessageBatchRequestEntry", SendMessageBatchRequestEntry::id);
        List<Draft> drafts = entries.stream().map(Draft::of).toList();
        long size = drafts.stream().mapToLong(Draft::sizeBytes).sum();
        int max = sqs.dialect().maximumMessageBytes();
        if (size > max) {
            throw SqsErrors.BATCH_REQUEST_TOO_LONG.because(
                    "Batch requests cannot be longer than " + max + " bytes. You have sent " + size + " bytes.");
        }
        for (Draft draft : drafts) {
            rules.checkType(queue.attributes(), draft, SqsErrors.INVALID_PARAMETER_VALUE);
        }
    }

    private SendMessageBatchOutput output(
            QueueDescription queue, Batch<SendMessageBatchRequestEntry, Outgoing> batch, List<Sent> sent) {
        List<SendMessageBatchResultEntry> successful = new ArrayList<>();
        for (int i = 0; i < sent.size(); i++) {
            Outgoing outgoing = batch.asked().get(i);
            successful.add(new SendMessageBatchResultEntry(
                    Batch.idOf(batch.entry(i).id()),
                    sqs.dialect().messageId(sent.get(i).messageId()),
                    outgoing.message().payload().bodyMd5(),
                    outgoing.attributes().md5().orElse(null),
                    outgoing.systemAttributes().md5().orElse(null),
                    queue.isFifo() ? Sequence.wire(sent.get(i).sequence()) : null));
        }
        return new SendMessageBatchOutput(successful, batch.failed());
    }
}

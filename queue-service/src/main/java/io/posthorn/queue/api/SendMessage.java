package io.posthorn.queue.api;

import io.posthorn.platform.Call;
import io.posthorn.queue.queue.QueueDescription;
import io.posthorn.queue.queue.SqsErrors;
import io.posthorn.queue.state.Sent;
import io.posthorn.queue.state.Sequence;
import io.posthorn.wire.OperationShape;
import io.smallrye.mutiny.Uni;
import java.util.List;

/** Sends one message. */
final class SendMessage extends SqsOperation<SendMessageInput, SendMessageOutput> {
    static final OperationShape<SendMessageInput, SendMessageOutput> SHAPE =
            new OperationShape<>("SendMessage", SendMessageInput.class, SendMessageOutput.class);

    private final SqsContext sqs;
    private final MessageRules rules;

    SendMessage(SqsContext sqs) {
        super(SHAPE);
        this.sqs = sqs;
        this.rules = new MessageRules(sqs);
    }

    @Override
    Uni<SendMessageOutput> answer(Call call, SendMessageInput input) {
        return sqs.open(call, input.queueUrl()).flatMap(queue -> {
            QueueDescription description = queue.description();
            Draft draft = Draft.of(input);
            Parameters.required(draft.body(), "MessageBody");
            rules.checkType(description.attributes(), draft, SqsErrors.MISSING_PARAMETER);
            Outgoing outgoing = rules.prepare(call, description, draft, "One or more parameters are invalid.");
            return queue.send(List.of(outgoing.message())).map(sent -> output(description, outgoing, sent.getFirst()));
        });
    }

    private SendMessageOutput output(QueueDescription queue, Outgoing outgoing, Sent sent) {
        return new SendMessageOutput(
                outgoing.message().payload().bodyMd5(),
                outgoing.attributes().md5().orElse(null),
                outgoing.systemAttributes().md5().orElse(null),
                sqs.dialect().messageId(sent.messageId()),
                queue.isFifo() ? Sequence.wire(sent.sequence()) : null);
    }
}

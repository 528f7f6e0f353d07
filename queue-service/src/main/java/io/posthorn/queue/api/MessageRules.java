package io.posthorn.queue.api;

import io.posthorn.platform.Call;
import io.posthorn.queue.message.AttributeRules;
import io.posthorn.queue.message.Characters;
import io.posthorn.queue.message.MessageAttributes;
import io.posthorn.queue.message.MessageMd5;
import io.posthorn.queue.message.StoredAttributes;
import io.posthorn.queue.message.StoredAttributesCodec;
import io.posthorn.queue.queue.Dialect;
import io.posthorn.queue.queue.QueueAttributes;
import io.posthorn.queue.queue.QueueDescription;
import io.posthorn.queue.queue.SqsErrors;
import io.posthorn.queue.seal.DeduplicationKeys;
import io.posthorn.queue.state.MessageId;
import io.posthorn.queue.state.NewMessage;
import io.posthorn.queue.state.Payload;
import io.posthorn.wire.ApiError;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What a message must keep to be sent to a queue, and what becomes of it. */
final class MessageRules {
    private final Dialect dialect;
    private final Supplier<MessageId> ids;
    private final DeduplicationKeys deduplicationKeys;

    MessageRules(SqsContext sqs) {
        this.dialect = sqs.dialect();
        this.ids = sqs.messageIds();
        this.deduplicationKeys = sqs.deduplicationKeys();
    }

    /**
     * Checks what depends on the queue's type: groups, deduplication and delay.
     *
     * @param missingGroup what the absence of MessageGroupId is: the two ways to send answer it differently
     */
    void checkType(QueueAttributes queue, Draft draft, ApiError missingGroup) {
        Parameters.id(draft.groupId(), "MessageGroupId");
        Parameters.id(draft.deduplicationId(), "MessageDeduplicationId");
        if (queue.isFifo()) {
            checkFifo(queue, draft, missingGroup);
        } else {
            checkStandard(draft);
        }
    }

    /**
     * Checks the message itself and makes it ready.
     *
     * @param tooLong what the text about a message that is too long begins with
     */
    Outgoing prepare(Call call, QueueDescription queue, Draft draft, String tooLong) {
        String body = Parameters.required(draft.body(), "MessageBody");
        if (!Characters.areValid(body)) {
            throw SqsErrors.INVALID_MESSAGE_CONTENTS.because(Characters.INVALID);
        }
        Optional<Duration> delay = Parameters.delay(draft.delaySeconds());
        MessageAttributes attributes = AttributeRules.check(draft.attributes());
        MessageAttributes system = systemAttributes(draft);
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        int size = bytes.length + attributes.sizeBytes();
        int max = queue.attributes().maximumMessageSize(dialect);
        if (size > max) {
            throw SqsErrors.INVALID_PARAMETER_VALUE.because(
                    tooLong + " Reason: Message must be shorter than " + max + " bytes.");
        }
        StoredAttributes stored = new StoredAttributes(
                call.principal().userId(),
                AttributeRules.traceHeader(system),
                Optional.empty(),
                Optional.ofNullable(draft.deduplicationId()),
                attributes);
        Payload payload = new Payload(bytes, StoredAttributesCodec.encode(stored), MessageMd5.ofBody(bytes), null);
        NewMessage message = new NewMessage(
                ids.get(),
                payload,
                size,
                draft.groupId(),
                deduplicationId(queue, draft, bytes),
                queue.isFifo() ? null : delay.orElse(null),
                null);
        return new Outgoing(message, attributes, system);
    }

    private MessageAttributes systemAttributes(Draft draft) {
        if (!draft.systemAttributes().isEmpty() && !dialect.hasMessageSystemAttributes()) {
            throw SqsErrors.UNSUPPORTED_OPERATION.because("Message system attributes are not supported.");
        }
        return AttributeRules.checkSystem(draft.systemAttributes());
    }

    private static void checkFifo(QueueAttributes queue, Draft draft, ApiError missingGroup) {
        if (draft.groupId() == null) {
            throw missingGroup.because(SqsErrors.missing("MessageGroupId"));
        }
        if (draft.deduplicationId() == null && !queue.contentBasedDeduplication()) {
            throw SqsErrors.INVALID_PARAMETER_VALUE.because("The queue should either have ContentBasedDeduplication"
                    + " enabled or MessageDeduplicationId provided explicitly");
        }
        if (draft.delaySeconds() != null && draft.delaySeconds() != 0) {
            throw SqsErrors.notForThisQueueType(draft.delaySeconds().toString(), "DelaySeconds");
        }
    }

    private void checkStandard(Draft draft) {
        if (draft.deduplicationId() != null) {
            throw SqsErrors.notForThisQueueType(draft.deduplicationId(), "MessageDeduplicationId");
        }
        if (draft.groupId() != null && !dialect.hasFairQueues()) {
            throw SqsErrors.notForThisQueueType(draft.groupId(), "MessageGroupId");
        }
    }

    private @Nullable String deduplicationId(QueueDescription queue, Draft draft, byte[] body) {
        return queue.isFifo() ? deduplicationKeys.of(queue.key(), draft.deduplicationId(), body) : null;
    }
}

package io.posthorn.queue.engine;

import io.posthorn.platform.event.QueueDelivery;
import io.posthorn.platform.policy.PolicyDecision;
import io.posthorn.platform.policy.PolicyDocument;
import io.posthorn.platform.policy.PolicyEvaluator;
import io.posthorn.platform.policy.Requester;
import io.posthorn.queue.engine.Reception.Refusal;
import io.posthorn.queue.engine.Reception.Refused;
import io.posthorn.queue.engine.Reception.Taken;
import io.posthorn.queue.queue.PolicyQuestion;
import io.posthorn.queue.queue.QueueDescription;
import io.posthorn.queue.seal.DeduplicationKeys;
import io.posthorn.queue.state.NewMessage;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Which deliveries a queue takes. What moves between queues was sent by somebody who might; a publication is judged here, as
 * the sending service's own request.
 */
final class Admission {
    private static final String SEND = "sqs:SendMessage";

    private final boolean servicesNeedPolicy;
    private final DeduplicationKeys deduplicationKeys;

    /**
     * @param servicesNeedPolicy whether topics and rules of the queue's own account need to be allowed, too
     * @param deduplicationKeys what stands for the bodies of messages where content decides
     */
    Admission(boolean servicesNeedPolicy, DeduplicationKeys deduplicationKeys) {
        this.servicesNeedPolicy = servicesNeedPolicy;
        this.deduplicationKeys = deduplicationKeys;
    }

    /** What {@code queue}, empty when there is none, says to {@code delivery} at {@code now}. */
    Reception judge(ReadDelivery.Incoming delivery, Optional<QueueDescription> queue, Instant now) {
        if (queue.isEmpty()) {
            return new Refused(Refusal.NO_QUEUE);
        }
        QueueDelivery.Publication publication = delivery.delivery().publication();
        if (publication != null && !allows(queue.get(), publication, now)) {
            return new Refused(Refusal.POLICY);
        }
        if (delivery.message().isEmpty()) {
            return new Refused(Refusal.CONTENT);
        }
        NewMessage message = delivery.message().get();
        if (publication != null && message.size() > queue.get().attributes().maximumMessageSize()) {
            return new Refused(Refusal.SIZE);
        }
        return queue.get().isFifo() ? inOrder(queue.get(), message, publication != null) : new Taken(message);
    }

    private Reception inOrder(QueueDescription queue, NewMessage message, boolean publication) {
        if (message.groupId() == null) {
            return new Refused(Refusal.CONTENT);
        }
        if (message.deduplicationId() != null) {
            return new Taken(message);
        }
        return publication && queue.attributes().contentBasedDeduplication()
                ? new Taken(message.withDeduplicationId(deduplicationKeys.of(
                        queue.key(), null, message.payload().body())))
                : new Refused(Refusal.CONTENT);
    }

    private boolean allows(QueueDescription queue, QueueDelivery.Publication publication, Instant now) {
        boolean own = publication.sourceAccount().equals(queue.key().account()) && !servicesNeedPolicy;
        Optional<PolicyDocument> policy = queue.attributes().accessPolicy();
        if (policy.isEmpty()) {
            return own;
        }
        PolicyDecision decision = PolicyEvaluator.evaluate(
                List.of(),
                policy.get(),
                PolicyQuestion.of(
                        new Requester.Service(publication.service()),
                        SEND,
                        queue.key(),
                        now,
                        queue.key().region(),
                        // Between our services nothing travels that a caller could listen to.
                        true,
                        Map.of(
                                "aws:SourceArn", List.of(publication.sourceArn().toString()),
                                "aws:SourceAccount",
                                        List.of(publication.sourceAccount().value()),
                                "aws:PrincipalServiceName", List.of(publication.service()))));
        return switch (decision) {
            case PolicyDecision.Allowed() -> true;
            case PolicyDecision.ExplicitlyDenied() -> false;
            case PolicyDecision.ImplicitlyDenied() -> own;
        };
    }
}

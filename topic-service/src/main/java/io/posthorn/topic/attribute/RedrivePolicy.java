package io.posthorn.topic.attribute;

import io.posthorn.platform.arn.Arn;
import java.util.Objects;
import java.util.Set;

/**
 * Where a subscription's messages go that cannot be delivered.
 *
 * @param deadLetterTarget an SQS queue of the subscription's account and region
 */
public record RedrivePolicy(Arn deadLetterTarget) {
    private static final String ATTRIBUTE = "RedrivePolicy";
    private static final String FIELD = "deadLetterTargetArn";

    public RedrivePolicy {
        Objects.requireNonNull(deadLetterTarget);
    }

    /** Reads the attribute's JSON; fails with InvalidParameter, also when {@code subscriber} cannot have the queue. */
    static RedrivePolicy parse(AttributeCall call, Subscriber subscriber, String json) {
        PolicyFields fields = PolicyFields.of(call, ATTRIBUTE, json);
        fields.requireOnly(Set.of(FIELD));
        Arn queue = fields.text(FIELD)
                .flatMap(QueueArns::parse)
                .orElseThrow(() -> fields.refused(FIELD + " is an invalid arn"));
        boolean fifoTopic = subscriber.topic().name().isFifo();
        boolean fifoQueue = QueueArns.isFifo(queue.resource());
        if (fifoTopic && QueueArns.isFifo(subscriber.endpoint()) && !fifoQueue) {
            throw fields.refused("must use a FIFO queue as DLQ for a FIFO Subscription to a FIFO Topic.");
        }
        if (!fifoTopic && fifoQueue) {
            throw fields.refused("must use a standard queue as DLQ for a Subscription to a standard Topic.");
        }
        boolean near = queue.region().equals(subscriber.topic().region())
                && queue.account().equals(subscriber.owner().value());
        if (!near) {
            throw fields.refused(FIELD + " must be in the account and region of the Subscription");
        }
        return new RedrivePolicy(queue);
    }
}

package io.posthorn.queue.queue;

import io.smallrye.mutiny.Uni;
import java.util.Optional;

/** What a redrive policy must keep that only the queue it names can say. A queue may name itself. */
public final class DeadLetterRules {
    private final Queues queues;

    /** Rules that look dead-letter queues up in {@code queues}. */
    public DeadLetterRules(Queues queues) {
        this.queues = queues;
    }

    /** Completes when {@code source} may have the redrive policy of {@code given}; fails with InvalidParameterValue. */
    public Uni<Void> check(QueueKey source, GivenAttributes given) {
        Optional<RedrivePolicy> policy = given.redrivePolicy();
        if (policy.isEmpty()) {
            return Uni.createFrom().voidItem();
        }
        String asSent = given.redrivePolicyAsSent();
        QueueKey target = policy.get().deadLetterTarget();
        if (!target.account().equals(source.account()) || !target.region().equals(source.region())) {
            return failed(asSent, "Dead-letter target owner should be same as the source.");
        }
        if (target.name().isFifo() != source.name().isFifo()) {
            return failed(asSent, "Dead-letter queue must be same type of queue as the source.");
        }
        if (target.equals(source)) {
            return Uni.createFrom().voidItem();
        }
        return queues.find(target).flatMap(found -> {
            if (found.isEmpty()) {
                return failed(asSent, "Dead letter target does not exist.");
            }
            return found.get().attributes().redriveAllowPolicy().allows(source)
                    ? Uni.createFrom().voidItem()
                    : failed(asSent, "The dead-letter target's RedriveAllowPolicy does not allow this source queue.");
        });
    }

    private static Uni<Void> failed(String asSent, String reason) {
        return Uni.createFrom().failure(RedrivePolicy.invalid(asSent, reason));
    }
}

package io.posthorn.queue.api;

import io.posthorn.platform.Call;
import io.posthorn.queue.queue.QueueArn;
import io.posthorn.queue.queue.QueueDescription;
import io.posthorn.queue.queue.QueueKey;
import io.posthorn.queue.queue.SqsErrors;
import io.smallrye.mutiny.Uni;
import java.util.Optional;

/** What the queues of a move task must be. */
final class MoveTaskRules {
    private final SqsContext sqs;

    MoveTaskRules(SqsContext sqs) {
        this.sqs = sqs;
    }

    /** The queue that {@code arn} names, or ResourceNotFoundException; queues of others are not found. */
    Uni<QueueDescription> find(Call call, String arn, String parameter) {
        QueueKey key = QueueArn.parse(arn)
                .filter(named ->
                        named.account().equals(call.account()) && named.region().equals(call.region()))
                .orElseThrow(() -> notFound(parameter));
        return sqs.queues().find(key).map(found -> found.orElseThrow(() -> notFound(parameter)));
    }

    /** Completes when {@code source} is some queue's dead-letter queue. */
    Uni<QueueDescription> requireDeadLetterQueue(QueueDescription source) {
        return sqs.queues().deadLetterSources(source.key(), 1, Optional.empty()).map(page -> {
            if (page.entries().isEmpty()) {
                throw SqsErrors.INVALID_PARAMETER_VALUE.because(
                        "Source queue must be configured as a Dead Letter Queue.");
            }
            return source;
        });
    }

    private static RuntimeException notFound(String parameter) {
        return SqsErrors.RESOURCE_NOT_FOUND.because(
                "The resource that you specified for the " + parameter + " parameter doesn't exist.");
    }
}

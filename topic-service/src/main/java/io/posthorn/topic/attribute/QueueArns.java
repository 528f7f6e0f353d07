package io.posthorn.topic.attribute;

import io.posthorn.platform.AccountId;
import io.posthorn.platform.arn.Arn;
import java.util.Optional;
import java.util.regex.Pattern;

/** Reads the ARNs of queues that subscriptions name as endpoint or as dead-letter queue. */
final class QueueArns {
    private static final String FIFO_SUFFIX = ".fifo";
    private static final int MAX_NAME = 80;
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_-]+(?:\\.fifo)?");

    private QueueArns() {}

    /** The queue that {@code text} names, or empty when it names none. */
    static Optional<Arn> parse(String text) {
        try {
            Arn arn = Arn.parse(text);
            boolean queue = arn.scheme().equals("arn")
                    && arn.partition().equals("aws")
                    && arn.service().equals("sqs")
                    && !arn.region().isEmpty()
                    && AccountId.isValid(arn.account())
                    && arn.resource().length() <= MAX_NAME
                    && NAME.matcher(arn.resource()).matches();
            return queue ? Optional.of(arn) : Optional.empty();
        } catch (IllegalArgumentException noArn) {
            return Optional.empty();
        }
    }

    /** Whether a queue, or what else {@code endpoint} names, is FIFO by its name. */
    static boolean isFifo(String endpoint) {
        return endpoint.endsWith(FIFO_SUFFIX);
    }
}

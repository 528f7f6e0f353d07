package io.posthorn.queue.state;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The attributes of a queue that its core acts on.
 *
 * @param fifo the queue's type; cannot change
 * @param visibilityTimeout VisibilityTimeout, for receives that name none
 * @param delay DelaySeconds
 * @param retention MessageRetentionPeriod
 * @param deduplicationScope DeduplicationScope as it was when the queue was created: changing the attribute later changes what is
 *     shown but not the behaviour (behaviour 12), so the core refuses a change
 * @param deadLetters RedrivePolicy, if set
 * @param limits bounds of what one queue may hold
 */
public record QueueSettings(
        boolean fifo,
        Duration visibilityTimeout,
        Duration delay,
        Duration retention,
        DeduplicationScope deduplicationScope,
        @Nullable DeadLetters deadLetters,
        StateLimits limits) {

    /** What a deduplication ID must be unique in. */
    public enum DeduplicationScope {
        QUEUE,
        MESSAGE_GROUP
    }

    /**
     * RedrivePolicy: a message is moved when a receive would be its {@code maxReceiveCount + 1}st here.
     *
     * @param targetArn the dead-letter queue
     * @param maxReceiveCount 1..1000
     * @param targetExists false if the dead-letter queue is gone: messages are then delivered as if there were no policy, never
     *     dropped
     */
    public record DeadLetters(String targetArn, int maxReceiveCount, boolean targetExists) {
        public DeadLetters {
            if (maxReceiveCount < 1) {
                throw new IllegalArgumentException("maxReceiveCount must be positive: " + maxReceiveCount);
            }
        }
    }

    /** A standard queue with the API's defaults. */
    public static QueueSettings standard() {
        return new QueueSettings(
                false,
                Duration.ofSeconds(30),
                Duration.ZERO,
                Duration.ofDays(4),
                DeduplicationScope.QUEUE,
                null,
                StateLimits.DEFAULT);
    }

    /** A FIFO queue with the API's defaults. */
    public static QueueSettings fifoQueue() {
        return new QueueSettings(
                true,
                Duration.ofSeconds(30),
                Duration.ZERO,
                Duration.ofDays(4),
                DeduplicationScope.QUEUE,
                null,
                StateLimits.DEFAULT);
    }

    public QueueSettings withVisibilityTimeout(Duration timeout) {
        return new QueueSettings(fifo, timeout, delay, retention, deduplicationScope, deadLetters, limits);
    }

    public QueueSettings withDelay(Duration queueDelay) {
        return new QueueSettings(
                fifo, visibilityTimeout, queueDelay, retention, deduplicationScope, deadLetters, limits);
    }

    public QueueSettings withRetention(Duration period) {
        return new QueueSettings(fifo, visibilityTimeout, delay, period, deduplicationScope, deadLetters, limits);
    }

    public QueueSettings withDeduplicationScope(DeduplicationScope scope) {
        return new QueueSettings(fifo, visibilityTimeout, delay, retention, scope, deadLetters, limits);
    }

    public QueueSettings withDeadLetters(@Nullable DeadLetters policy) {
        return new QueueSettings(fifo, visibilityTimeout, delay, retention, deduplicationScope, policy, limits);
    }

    public QueueSettings withLimits(StateLimits bounds) {
        return new QueueSettings(fifo, visibilityTimeout, delay, retention, deduplicationScope, deadLetters, bounds);
    }
}

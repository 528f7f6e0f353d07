package io.posthorn.queue.state;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A request for messages.
 *
 * @param max MaxNumberOfMessages, 1..10
 * @param visibilityTimeout VisibilityTimeout of this receive; absent means the queue's, zero means visible again at once
 * @param attemptId ReceiveRequestAttemptId; FIFO only
 * @param onePerGroup the Yandex dialect: at most one message of each group in one receive
 */
public record ReceiveCommand(
        int max,
        @Nullable Duration visibilityTimeout,
        @Nullable String attemptId,
        boolean onePerGroup) {

    /** Most messages of one receive. */
    public static final int MAX_MESSAGES = 10;

    public ReceiveCommand {
        if (max < 1 || max > MAX_MESSAGES) {
            throw new IllegalArgumentException("max must be within 1.." + MAX_MESSAGES + ": " + max);
        }
    }

    /** Up to {@code max} messages with the queue's own visibility timeout. */
    public static ReceiveCommand upTo(int max) {
        return new ReceiveCommand(max, null, null, false);
    }
}

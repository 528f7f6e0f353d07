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
 * @param inFlight how many messages may be in flight afterwards, where that is less than the queue's own limit
 */
public record ReceiveCommand(
        int max,
        @Nullable Duration visibilityTimeout,
        @Nullable String attemptId,
        boolean onePerGroup,
        int inFlight) {

    /** Most messages of one receive. */
    public static final int MAX_MESSAGES = 10;

    public ReceiveCommand {
        if (max < 1 || max > MAX_MESSAGES) {
            throw new IllegalArgumentException("max must be within 1.." + MAX_MESSAGES + ": " + max);
        }
        if (inFlight < 1) {
            throw new IllegalArgumentException("a receive needs room in flight: " + inFlight);
        }
    }

    /** With the queue's own limit of messages in flight. */
    public ReceiveCommand(
            int max, @Nullable Duration visibilityTimeout, @Nullable String attemptId, boolean onePerGroup) {
        this(max, visibilityTimeout, attemptId, onePerGroup, Integer.MAX_VALUE);
    }

    /** Up to {@code max} messages with the queue's own visibility timeout. */
    public static ReceiveCommand upTo(int max) {
        return new ReceiveCommand(max, null, null, false);
    }
}

package io.posthorn.queue.api;

import io.posthorn.queue.message.MessageLimits;
import io.posthorn.queue.queue.SqsErrors;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The rules of single parameters. An absent parameter is not zero: what it then means, the queue says. */
final class Parameters {
    private static final int MAX_VISIBILITY_SECONDS = 43_200;
    private static final int MAX_WAIT_SECONDS = 20;

    private Parameters() {}

    /** A text that must be there and not empty. */
    static String required(@Nullable String value, String parameter) {
        if (value == null || value.isEmpty()) {
            throw SqsErrors.missingParameter(parameter);
        }
        return value;
    }

    /** A number of {@code min} to {@code max}, {@code absent} when it was not given. */
    static int between(@Nullable Integer value, String parameter, int min, int max, int absent) {
        if (value == null) {
            return absent;
        }
        if (value < min || value > max) {
            throw SqsErrors.invalidParameter(
                    value.toString(), parameter, "Must be between " + min + " and " + max + ", if provided.");
        }
        return value;
    }

    /** WaitTimeSeconds. */
    static Optional<Duration> wait(@Nullable Integer seconds) {
        return seconds("WaitTimeSeconds", seconds, MAX_WAIT_SECONDS);
    }

    /** VisibilityTimeout. */
    static Optional<Duration> visibilityTimeout(@Nullable Integer seconds) {
        return seconds("VisibilityTimeout", seconds, MAX_VISIBILITY_SECONDS);
    }

    /** DelaySeconds of a message. */
    static Optional<Duration> delay(@Nullable Integer seconds) {
        if (seconds != null && (seconds < 0 || seconds > MessageLimits.MAX_DELAY_SECONDS)) {
            throw SqsErrors.invalidParameter(
                    seconds.toString(), "DelaySeconds", "DelaySeconds must be >= 0 and <= 900.");
        }
        return Optional.ofNullable(seconds).map(Duration::ofSeconds);
    }

    /** MessageGroupId, MessageDeduplicationId or ReceiveRequestAttemptId, if given. */
    static @Nullable String id(@Nullable String value, String parameter) {
        if (value != null && !MessageLimits.isId(value)) {
            throw SqsErrors.invalidParameter(
                    value,
                    parameter,
                    parameter + " can only include alphanumeric and punctuation characters. 1 to 128 in length.");
        }
        return value;
    }

    private static Optional<Duration> seconds(String parameter, @Nullable Integer seconds, int max) {
        if (seconds != null && (seconds < 0 || seconds > max)) {
            throw SqsErrors.invalidParameter(
                    seconds.toString(), parameter, "Must be >= 0 and <= " + max + ", if provided.");
        }
        return Optional.ofNullable(seconds).map(Duration::ofSeconds);
    }
}

package io.posthorn.topic.delivery;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;

/** What came of one attempt. */
public sealed interface Outcome {
    /** How the target answered, or why it did not. */
    Answer answer();

    /** The target has it. */
    record Accepted(Answer answer) implements Outcome {}

    /** The target does not want it, now or later. */
    record Refused(Answer answer) implements Outcome {}

    /**
     * It may go better later.
     *
     * @param retryAfter how long the target wants to be left alone
     */
    record Failed(Answer answer, Optional<Duration> retryAfter) implements Outcome {}

    /** There was no place for it here: the target was sent nothing, and nothing was learnt of it. */
    record NotSent(Answer answer) implements Outcome {}

    /**
     * What is known of an answer.
     *
     * @param status the HTTP status, when there was one
     * @param reason one of few words that say what happened: a label of metrics
     * @param excerpt the beginning of the answer's body, at most 1 KiB; may be empty
     * @param latency from the beginning of the attempt to its end
     */
    record Answer(OptionalInt status, String reason, String excerpt, Duration latency) {
        public Answer {
            Objects.requireNonNull(status);
            Objects.requireNonNull(reason);
            Objects.requireNonNull(excerpt);
            Objects.requireNonNull(latency);
        }
    }
}

package io.posthorn.topic.delivery;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * How far a delivery has come.
 *
 * @param attempts how many have ended
 * @param firstAttemptAt when the first began
 * @param givenUp whether it only has to be buried
 * @param last the outcome of the last attempt that ended
 */
record Progress(int attempts, Optional<Instant> firstAttemptAt, boolean givenUp, Optional<Last> last) {
    /** No attempt was made. */
    static final Progress NONE = new Progress(0, Optional.empty(), false, Optional.empty());

    /** What is kept of an outcome that is not the last word. */
    record Last(boolean refused, OptionalInt status, String reason) {
        static Last of(Outcome outcome) {
            return new Last(
                    outcome instanceof Outcome.Refused,
                    outcome.answer().status(),
                    outcome.answer().reason());
        }

        /** The outcome again, without what is not kept. */
        Outcome outcome() {
            Outcome.Answer answer = new Outcome.Answer(status, reason, "", Duration.ZERO);
            return refused ? new Outcome.Refused(answer) : new Outcome.Failed(answer, Optional.empty());
        }
    }
}

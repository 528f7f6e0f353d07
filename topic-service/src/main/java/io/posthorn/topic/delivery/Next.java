package io.posthorn.topic.delivery;

import java.time.Instant;
import java.util.Objects;

/** What becomes of a delivery after an attempt. */
sealed interface Next {
    /** It has arrived. */
    record Complete() implements Next {}

    /** It is tried again. */
    record RetryAt(Instant at) implements Next {
        public RetryAt {
            Objects.requireNonNull(at);
        }
    }

    /** The same attempt is made then. */
    record PutOff(Instant until) implements Next {
        public PutOff {
            Objects.requireNonNull(until);
        }
    }

    /** It is given up. */
    record Bury() implements Next {}
}

package io.posthorn.platform.outbound;

import io.posthorn.wire.Blob;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** What came of a request. */
public sealed interface OutboundResult {
    /**
     * There was an answer, whatever its status.
     *
     * @param status 200 to 599
     * @param headers by lower-case name
     * @param body the beginning of the body as it was sent, not decompressed
     */
    record Answered(int status, Map<String, List<String>> headers, Blob body) implements OutboundResult {
        public Answered {
            headers = Map.copyOf(headers);
            Objects.requireNonNull(body);
        }
    }

    /** There was none. */
    record Unanswered(Cause cause) implements OutboundResult {
        public Unanswered {
            Objects.requireNonNull(cause);
        }
    }

    /** Why there was no answer. */
    enum Cause {
        /** The address is not one that requests may go to. */
        FORBIDDEN_ADDRESS,
        /** The name does not resolve. */
        UNKNOWN_HOST,
        /** Nobody listens, or there is no way there. */
        CONNECT,
        /** The certificate is not trusted or not the host's, or TLS failed otherwise. */
        TLS,
        /** The deadline passed. */
        TIMEOUT,
        /** Too many others were under way, to the host or in all, until the deadline: nothing was sent. */
        NO_PLACE,
        /** The connection ended before the answer, or what came was no HTTP, or its headers were too large. */
        BROKEN
    }
}

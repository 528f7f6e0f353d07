package io.posthorn.standalone;

import java.io.Serial;

/** Why Posthorn does not start, in one sentence for the person who tried. */
final class StartRefusedException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1L;

    StartRefusedException(String message) {
        super(message);
    }

    StartRefusedException(String message, Throwable cause) {
        super(message, cause);
    }
}

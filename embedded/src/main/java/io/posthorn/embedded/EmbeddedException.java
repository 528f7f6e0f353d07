package io.posthorn.embedded;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/** An embedded server that could not be started, or that was not usable; the message is one sentence for a person. */
public final class EmbeddedException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1L;

    public EmbeddedException(String message) {
        super(message);
    }

    public EmbeddedException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}

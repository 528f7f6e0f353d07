package io.posthorn.wire;

import java.util.Objects;

/**
 * A request that is answered with a declared {@link ApiError}. It is an expected answer, not a fault of the program, so
 * it carries no stack trace.
 */
public final class ApiException extends RuntimeException {
    private final transient ApiError error;

    ApiException(ApiError error, String message) {
        super(Objects.requireNonNull(message), null, false, false);
        this.error = Objects.requireNonNull(error);
    }

    /** The declared error: code, status and fault. */
    public ApiError error() {
        return error;
    }

    /** The text for the caller, as the API words it. */
    public String text() {
        return Objects.requireNonNullElse(getMessage(), "");
    }
}

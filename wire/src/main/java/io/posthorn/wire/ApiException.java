package io.posthorn.wire;

import java.util.Objects;

/**
 * A request that is answered with a declared {@link ApiError}. It is an expected answer, not a fault of the program, so
 * it carries no stack trace.
 */
public final class ApiException extends RuntimeException {
    private final transient ApiError error;
    private final String queryText;

    ApiException(ApiError error, String message, String queryText) {
        super(Objects.requireNonNull(message), null, false, false);
        this.error = Objects.requireNonNull(error);
        this.queryText = Objects.requireNonNull(queryText);
    }

    /** The declared error: code, status and fault. */
    public ApiError error() {
        return error;
    }

    /** The text for the caller, as the API words it. */
    public String text() {
        return Objects.requireNonNullElse(getMessage(), "");
    }

    /** The text for a caller who speaks {@code protocol}: an API may word one error differently in each. */
    public String textIn(Protocol protocol) {
        return switch (protocol) {
            case AWS_QUERY, AWS_QUERY_JSON -> queryText;
            case AWS_JSON_1_0, AWS_JSON_1_1, REST_JSON -> text();
        };
    }
}

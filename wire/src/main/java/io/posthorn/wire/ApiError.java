package io.posthorn.wire;

import java.util.Objects;

/**
 * An error that an API declares: its code in each protocol, its HTTP status and whose fault it is. Declared once as a
 * constant by the service that owns the API; {@link #because} makes the exception that carries it.
 *
 * @param jsonType the {@code __type} of the AWS JSON protocols, with its namespace, such as
 *     {@code com.amazonaws.sqs#QueueDoesNotExist}
 * @param queryCode the {@code Code} of the query protocol and of the {@code x-amzn-query-error} header
 * @param status the HTTP status, 400 to 599
 * @param fault whose fault it is
 */
public record ApiError(String jsonType, String queryCode, int status, Fault fault) {
    public ApiError {
        Objects.requireNonNull(jsonType);
        Objects.requireNonNull(queryCode);
        Objects.requireNonNull(fault);
        if (status < 400 || status > 599) {
            throw new IllegalArgumentException("an error's status is 400 to 599");
        }
    }

    /** An error of the caller's with HTTP status {@code status}. */
    public static ApiError sender(String jsonType, String queryCode, int status) {
        return new ApiError(jsonType, queryCode, status, Fault.SENDER);
    }

    /** An error of ours with HTTP status {@code status}. */
    public static ApiError receiver(String jsonType, String queryCode, int status) {
        return new ApiError(jsonType, queryCode, status, Fault.RECEIVER);
    }

    /** The exception that answers this error with {@code message} as the API's own text. */
    public ApiException because(String message) {
        return new ApiException(this, message, message);
    }

    /** The exception that answers this error with {@code queryMessage} in the query protocol and {@code message} else. */
    public ApiException because(String message, String queryMessage) {
        return new ApiException(this, message, queryMessage);
    }
}

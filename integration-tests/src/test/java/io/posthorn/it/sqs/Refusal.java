package io.posthorn.it.sqs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import software.amazon.awssdk.services.sqs.model.SqsException;

/**
 * An error as the SDK's callers see it.
 *
 * @param type the exception's class; {@link SqsException} for errors that the model does not name
 * @param code the code that catch blocks of old compare
 * @param status of the HTTP answer
 * @param message what a person reads
 */
record Refusal(Class<? extends SqsException> type, String code, int status, String message) {
    /** The error that {@code call} must be answered with. */
    static Refusal of(ThrowingCallable call) {
        SqsException refused = catchThrowableOfType(SqsException.class, call);
        assertThat(refused).as("the call is refused").isNotNull();
        assertThat(refused.requestId()).isNotBlank();
        return new Refusal(
                refused.getClass(),
                refused.awsErrorDetails().errorCode(),
                refused.statusCode(),
                refused.awsErrorDetails().errorMessage());
    }

    /** An InvalidParameterValue. */
    static Refusal invalid(String message) {
        return new Refusal(SqsException.class, "InvalidParameterValue", 400, message);
    }

    /** An InvalidParameterValue that names the parameter, its value and the reason. */
    static Refusal invalid(Object value, String parameter, String reason) {
        return invalid("Value " + value + " for parameter " + parameter + " is invalid. Reason: " + reason);
    }

    /** A MissingParameter. */
    static Refusal missing(String parameter) {
        return new Refusal(
                SqsException.class,
                "MissingParameter",
                400,
                "The request must contain the parameter " + parameter + ".");
    }

    /** The same with an empty message, to compare errors whose text the contract leaves open. */
    Refusal withoutMessage() {
        return new Refusal(type, code, status, "");
    }
}

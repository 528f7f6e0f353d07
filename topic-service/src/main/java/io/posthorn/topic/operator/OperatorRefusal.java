package io.posthorn.topic.operator;

/** Why the operator is not given what was asked for. Carries no stack trace. */
final class OperatorRefusal extends RuntimeException {
    private static final int BAD_REQUEST = 400;
    private static final int NOT_FOUND = 404;
    private static final int CONFLICT = 409;

    private final int status;

    private OperatorRefusal(int status, String message) {
        super(message, null, false, false);
        this.status = status;
    }

    /** What was asked cannot be. */
    static OperatorRefusal bad(String message) {
        return new OperatorRefusal(BAD_REQUEST, message);
    }

    /** There is no such thing. */
    static OperatorRefusal unknown(String message) {
        return new OperatorRefusal(NOT_FOUND, message);
    }

    /** It does not go with what is there. */
    static OperatorRefusal conflict(String message) {
        return new OperatorRefusal(CONFLICT, message);
    }

    int status() {
        return status;
    }
}

package io.posthorn.platform.policy;

/** A policy document is not one. The message says what is wrong and in which statement, as an API may answer it. */
public final class PolicySyntaxException extends RuntimeException {
    PolicySyntaxException(String message) {
        super(message, null, false, false);
    }
}

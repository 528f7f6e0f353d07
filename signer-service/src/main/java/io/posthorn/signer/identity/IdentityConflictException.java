package io.posthorn.signer.identity;

/** What was asked for contradicts what is there. Its text is for the operator. */
public final class IdentityConflictException extends RuntimeException {
    IdentityConflictException(String message) {
        super(message, null, false, false);
    }
}

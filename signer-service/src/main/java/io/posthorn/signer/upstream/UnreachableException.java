package io.posthorn.signer.upstream;

/** No replica of a service could be asked, or the one that was did not answer in time. Carries no stack trace. */
public sealed class UnreachableException extends RuntimeException permits NotServedException {
    UnreachableException(String message, Throwable cause) {
        super(message, cause, false, false);
    }

    UnreachableException(String message) {
        super(message, null, false, false);
    }
}

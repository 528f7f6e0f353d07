package io.posthorn.signer.upstream;

/** Nobody serves what was asked at this moment, and nothing was done: asking again later is safe. */
final class NotServedException extends UnreachableException {
    NotServedException(String message) {
        super(message);
    }

    NotServedException(String message, Throwable cause) {
        super(message, cause);
    }
}

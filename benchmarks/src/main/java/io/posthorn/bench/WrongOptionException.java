package io.posthorn.bench;

/** A command line that says nothing this program can do. */
final class WrongOptionException extends RuntimeException {
    private static final long serialVersionUID = 1;

    WrongOptionException(String message) {
        super(message);
    }

    WrongOptionException(String message, Throwable cause) {
        super(message, cause);
    }
}

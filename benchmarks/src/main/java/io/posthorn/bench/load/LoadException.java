package io.posthorn.bench.load;

/** A load that could not be put on its server to the end. */
public final class LoadException extends RuntimeException {
    private static final long serialVersionUID = 1;

    /** With what went wrong. */
    public LoadException(String message, Throwable cause) {
        super(message, cause);
    }
}

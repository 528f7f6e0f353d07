package io.posthorn.bench.load;

/** An answer that is not what the request asks for. */
final class RefusedException extends Exception {
    private static final long serialVersionUID = 1;

    RefusedException(String message) {
        super(message);
    }
}

package io.posthorn.bench.http;

/** An answer that is not HTTP/1.1 as this client reads it. */
public final class AnswerException extends Exception {
    private static final long serialVersionUID = 1;

    AnswerException(String message) {
        super(message);
    }
}

package io.posthorn.platform.event;

/** A topic that we need is not there, or not as it must be. */
public final class TopicException extends RuntimeException {
    TopicException(String message) {
        super(message);
    }

    TopicException(String message, Throwable cause) {
        super(message, cause);
    }
}

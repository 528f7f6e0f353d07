package io.posthorn.queue.seal;

/** A stored message does not open. The text says why and names at most a key's id; nothing of the message. */
public final class SealException extends RuntimeException {
    SealException(String message) {
        super(message);
    }

    SealException(String message, Throwable cause) {
        super(message, cause);
    }
}

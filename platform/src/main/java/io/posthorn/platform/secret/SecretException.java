package io.posthorn.platform.secret;

/** A sealed value does not open. The message names the reason and at most a key id, never content. */
public final class SecretException extends RuntimeException {
    SecretException(String message) {
        super(message);
    }

    SecretException(String message, Throwable cause) {
        super(message, cause);
    }
}

package io.posthorn.signer.sigv4;

import java.util.Objects;

/**
 * Why a request was not believed.
 *
 * @param cause the kind, which decides the error's code and status, and is what metrics count
 * @param text the caller's text, worded as AWS words it; holds no secret and echoes no signature
 */
public record Refusal(Cause cause, String text) {
    /** The kinds of refusal. */
    public enum Cause {
        /** Nothing in the request says who signed it. */
        NO_CREDENTIALS,
        /** Credentials are there and cannot be read. */
        INCOMPLETE,
        /** The access key does not exist, is not active, or comes with a session token that nobody issued. */
        UNKNOWN_KEY,
        /** The signature is not the one of these bytes under that key. */
        MISMATCH,
        /** The credential scope is not of this request: its date, its service or its terminator. */
        SCOPE,
        /** A header that has to be signed is not. */
        UNSIGNED_HEADER,
        /** Signed longer ago than a signature lives. */
        EXPIRED,
        /** Signed in the future. */
        NOT_YET_CURRENT
    }

    public Refusal {
        Objects.requireNonNull(cause);
        Objects.requireNonNull(text);
    }

    /** The refusal of a key that does not exist; also of a session token, since no sessions are issued. */
    public static Refusal unknownKey() {
        return new Refusal(Cause.UNKNOWN_KEY, "The security token included in the request is invalid.");
    }

    static Refusal incomplete(String text) {
        return new Refusal(Cause.INCOMPLETE, text);
    }

    static Refusal mismatch() {
        return new Refusal(
                Cause.MISMATCH,
                "The request signature we calculated does not match the signature you provided. Check your AWS Secret"
                        + " Access Key and signing method. Consult the service documentation for details.");
    }
}

package io.posthorn.it.history;

/** What a client was told of a call. */
public enum Outcome {
    /** It was done. */
    ACKNOWLEDGED,
    /** It was not done, and will not be. */
    REFUSED,
    /** Nothing that can be relied upon: it may have been done, may still be, or never. */
    UNKNOWN
}

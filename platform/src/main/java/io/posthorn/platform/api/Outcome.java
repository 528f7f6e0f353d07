package io.posthorn.platform.api;

import io.posthorn.wire.ApiError;
import java.util.Locale;

/** What came of a request, as metrics and alerts tell it. */
public enum Outcome {
    /** It was done. */
    OK,
    /** The caller's fault: the same request fails again. */
    CALLER,
    /** A limit of ours: throttled or full. */
    CAPACITY,
    /** Something that we need did not answer. */
    DEPENDENCY,
    /** The program is wrong. */
    BUG;

    private final String label = name().toLowerCase(Locale.ROOT);

    /** The value of the {@code outcome} label. */
    public String label() {
        return label;
    }

    /**
     * The outcome that {@code error} stands for where its service says nothing else: 429 and 503 are capacity, other
     * errors of ours a dependency, the rest the caller's.
     */
    public static Outcome of(ApiError error) {
        if (error.status() == 429 || error.status() == 503) {
            return CAPACITY;
        }
        return switch (error.fault()) {
            case SENDER -> CALLER;
            case RECEIVER -> DEPENDENCY;
        };
    }
}

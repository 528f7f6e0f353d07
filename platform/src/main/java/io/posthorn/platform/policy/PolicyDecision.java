package io.posthorn.platform.policy;

/** What policies say to a request. */
public sealed interface PolicyDecision {
    /** The request may. */
    record Allowed() implements PolicyDecision {}

    /** A statement denies it. */
    record ExplicitlyDenied() implements PolicyDecision {}

    /** Nothing allows it, or not on both sides where it takes both. */
    record ImplicitlyDenied() implements PolicyDecision {}

    /** Whether the request may. */
    default boolean allows() {
        return this instanceof Allowed;
    }
}

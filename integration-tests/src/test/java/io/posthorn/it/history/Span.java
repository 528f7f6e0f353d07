package io.posthorn.it.history;

/**
 * From a moment to a later one, in nanoseconds of one clock.
 *
 * @param begin before what happened
 * @param end after what happened; {@link #NEVER} if nobody knows when it had happened
 */
public record Span(long begin, long end) {
    /** An end that was not seen: what was asked for may still happen. */
    public static final long NEVER = Long.MAX_VALUE;

    public Span {
        if (end < begin) {
            throw new IllegalArgumentException("a span ends before it begins");
        }
    }

    /** Whether all of this was before all of the other. */
    boolean before(Span other) {
        return end < other.begin;
    }

    boolean meets(long from, long to) {
        return begin <= to && from <= end;
    }
}

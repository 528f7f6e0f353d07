package io.posthorn.queue.state;

/**
 * The next rows that a queue wants back from the store: those with {@code after < sequence <= through}, in order of sequence, the first
 * {@code limit} of them.
 *
 * @param after everything up to here is in memory or gone
 * @param through the last sequence that the store alone has
 * @param limit at least 1; fewer rows mean that there are no more
 */
public record TailRead(long after, long through, int limit) {}

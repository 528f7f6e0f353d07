package io.posthorn.wire;

/**
 * What one request may cost before it is refused.
 *
 * @param bodyBytes the longest body, in bytes as sent
 * @param depth how deep lists, maps and structures may nest
 * @param members how many list elements, map entries and structure members there may be in all
 * @param numberChars how many characters a number may have
 */
public record RequestLimits(int bodyBytes, int depth, int members, int numberChars) {
    /** Room for a batch of ten with 1 MiB in all, every byte of it percent-encoded, and its attributes. */
    public static final RequestLimits DEFAULT = new RequestLimits(4 * 1024 * 1024, 32, 10_000, 64);

    public RequestLimits {
        if (bodyBytes < 1 || depth < 1 || members < 1 || numberChars < 1) {
            throw new IllegalArgumentException("a limit is at least 1");
        }
    }
}

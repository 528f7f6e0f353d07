package io.posthorn.topic.attribute;

/**
 * How many subscriptions a topic has, by what became of them.
 *
 * @param confirmed those that messages are delivered to
 * @param pending those that wait for their endpoint to confirm them
 * @param deleted those that were deleted
 */
public record SubscriptionCounts(long confirmed, long pending, long deleted) {
    /** Those of a topic that was just made. */
    public static final SubscriptionCounts NONE = new SubscriptionCounts(0, 0, 0);

    public SubscriptionCounts {
        if (confirmed < 0 || pending < 0 || deleted < 0) {
            throw new IllegalArgumentException("counts are not negative");
        }
    }
}

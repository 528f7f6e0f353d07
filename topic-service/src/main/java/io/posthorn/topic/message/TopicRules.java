package io.posthorn.topic.message;

/**
 * What a topic asks of its messages.
 *
 * @param fifo whether it is a FIFO topic
 * @param contentBasedDeduplication whether a message without MessageDeduplicationId is told by its content
 * @param maximumMessageSize MaximumMessageSize, in bytes: 1,024 to 1,048,576
 */
public record TopicRules(boolean fifo, boolean contentBasedDeduplication, int maximumMessageSize) {
    /** MaximumMessageSize of a topic that has none of its own, in bytes. */
    public static final int DEFAULT_MAXIMUM_MESSAGE_SIZE = 262_144;

    /** The rules of a topic that is not FIFO and has the default size. */
    public static final TopicRules STANDARD = new TopicRules(false, false, DEFAULT_MAXIMUM_MESSAGE_SIZE);

    public TopicRules {
        if (maximumMessageSize < 1) {
            throw new IllegalArgumentException("a topic's messages have room");
        }
    }
}

package io.posthorn.topic.catalog;

import io.posthorn.topic.attribute.SubscriptionProtocol;
import io.posthorn.topic.attribute.TopicAttributes;
import io.posthorn.topic.topic.SnsErrors;

/** What holds for topics whose messages may be larger than 256 KiB: they go to queues only, and to a hundred at most. */
final class LargeMessages {
    /** How many subscriptions such a topic may have. */
    static final int MAX_SUBSCRIPTIONS = 100;

    private LargeMessages() {}

    static boolean areAllowed(TopicAttributes topic) {
        return topic.maximumMessageSize() > TopicAttributes.DEFAULT_MAXIMUM_MESSAGE_SIZE;
    }

    /** Whether {@code topic}, which has so many subscriptions, takes one more. */
    static boolean haveRoom(TopicAttributes topic, long subscriptions) {
        return !areAllowed(topic) || subscriptions < MAX_SUBSCRIPTIONS;
    }

    /** Fails with InvalidParameter when {@code topic} cannot have a subscriber by {@code protocol}. */
    static void requireTaken(TopicAttributes topic, String protocol) {
        if (areAllowed(topic) && !protocol.equals(SubscriptionProtocol.SQS.wireName())) {
            throw SnsErrors.invalid(
                    "Protocol", "A topic with a MaximumMessageSize above 262144 has only sqs subscriptions");
        }
    }

    /**
     * Fails with InvalidParameter when subscriptions forbid that messages become so large.
     *
     * @param others how many subscriptions are none of queues
     */
    static void requireFew(long subscriptions, long others) {
        if (subscriptions > MAX_SUBSCRIPTIONS || others > 0) {
            throw SnsErrors.invalid(
                    "Attributes",
                    "MaximumMessageSize: above 262144 a topic has only sqs subscriptions, and at most "
                            + MAX_SUBSCRIPTIONS);
        }
    }
}

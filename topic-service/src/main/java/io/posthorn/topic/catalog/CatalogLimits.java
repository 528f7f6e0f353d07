package io.posthorn.topic.catalog;

/**
 * How much there may be, by the service's quotas.
 *
 * @param topics standard topics of an account in a region
 * @param fifoTopics FIFO topics of an account in a region
 * @param subscriptions subscriptions of a standard topic
 * @param fifoSubscriptions subscriptions of a FIFO topic
 * @param pendingSubscriptions pending subscriptions of an account
 * @param filterPolicies filter policies of a topic
 * @param accountFilterPolicies filter policies of an account's topics
 */
public record CatalogLimits(
        int topics,
        int fifoTopics,
        int subscriptions,
        int fifoSubscriptions,
        int pendingSubscriptions,
        int filterPolicies,
        int accountFilterPolicies) {
    /** How much memory the compiled filters of a topic may take, in {@code FilterPolicy}'s units of 50 bytes: 20 MB. */
    static final long TOPIC_FILTER_WEIGHT = 400_000;

    /** The same for all topics of an account: 200 MB. */
    static final long ACCOUNT_FILTER_WEIGHT = 4_000_000;
}

package io.posthorn.topic.catalog;

/** What came of subscribing. */
public sealed interface SubscribeResult {
    /** It was made. */
    record Created(SubscriptionDescription subscription) implements SubscribeResult {}

    /** There is one to that endpoint; when it is pending, the new token is the one that confirms it now. */
    record Existing(SubscriptionDescription subscription) implements SubscribeResult {}

    /** There is no such topic. */
    record NoTopic() implements SubscribeResult {}

    /** There are as many as may be. */
    record TooMany(Limit limit) implements SubscribeResult {}

    /** What there is too much of. */
    enum Limit {
        /** Subscriptions of the topic, or pending ones of the account. */
        SUBSCRIPTIONS,
        /** Filter policies of the topic or the account. */
        FILTER_POLICIES
    }
}

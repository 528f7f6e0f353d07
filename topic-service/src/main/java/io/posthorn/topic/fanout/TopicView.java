package io.posthorn.topic.fanout;

import io.posthorn.topic.attribute.TopicAttributes;
import io.posthorn.topic.filter.SubscriptionFilters;
import io.posthorn.topic.topic.TopicKey;
import io.posthorn.topic.webhook.HttpSubscriber;
import java.util.List;
import java.util.Objects;

/**
 * A topic with its subscribers at one revision.
 *
 * @param id the topic's number
 * @param queues its subscribers that are queues
 * @param webhooks its subscribers by HTTP
 * @param filters the filters of those subscribers that have one
 * @param filterWeight about how much memory they take, in units of 50 bytes
 */
record TopicView(
        long id,
        TopicKey key,
        long revision,
        TopicAttributes attributes,
        List<SubscribedQueue> queues,
        List<HttpSubscriber> webhooks,
        SubscriptionFilters filters,
        long filterWeight) {
    private static final int FILTER_UNITS_OF_A_SUBSCRIBER = 10;
    private static final int SUBSCRIBER_BYTES = 500;

    TopicView {
        Objects.requireNonNull(key);
        Objects.requireNonNull(attributes);
        queues = List.copyOf(queues);
        webhooks = List.copyOf(webhooks);
        Objects.requireNonNull(filters);
    }

    /** How much memory it takes, in subscribers of 500 bytes; a topic without any counts as one. */
    long weight() {
        long bytes = webhooks.stream().mapToLong(HttpSubscriber::bytes).sum();
        return 1 + queues.size() + Math.ceilDiv(bytes, SUBSCRIBER_BYTES) + filterWeight / FILTER_UNITS_OF_A_SUBSCRIBER;
    }
}

package io.posthorn.topic.attribute;

import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * How a subscription's deliveries by HTTP go, its own wishes and its topic's settled.
 *
 * @param healthyRetryPolicy when a delivery is tried again
 * @param maxReceivesPerSecond how many deliveries it takes in a second on average, at least 1; empty for as many as come
 * @param headerContentType the content type of notifications
 */
public record EffectiveDeliveryPolicy(
        HealthyRetryPolicy healthyRetryPolicy, OptionalInt maxReceivesPerSecond, String headerContentType) {
    public EffectiveDeliveryPolicy {
        Objects.requireNonNull(healthyRetryPolicy);
        Objects.requireNonNull(maxReceivesPerSecond);
        Objects.requireNonNull(headerContentType);
    }

    /**
     * What counts: of each of the three the subscription's, else the topic's, else the service's. A topic that disables
     * overrides has the subscription's not count.
     */
    public static EffectiveDeliveryPolicy of(TopicDeliveryPolicy topic, Optional<DeliveryPolicy> subscription) {
        Optional<DeliveryPolicy> own = subscription.filter(policy -> !topic.disableSubscriptionOverrides());
        OptionalInt throttle = own.map(DeliveryPolicy::maxReceivesPerSecond).orElseGet(OptionalInt::empty);
        return new EffectiveDeliveryPolicy(
                own.flatMap(DeliveryPolicy::healthyRetryPolicy)
                        .or(topic::defaultHealthyRetryPolicy)
                        .orElse(HealthyRetryPolicy.DEFAULT),
                throttle.isPresent() ? throttle : topic.defaultMaxReceivesPerSecond(),
                own.flatMap(DeliveryPolicy::headerContentType)
                        .or(topic::defaultHeaderContentType)
                        .orElse(HttpContentType.DEFAULT));
    }

    /** The subscription's EffectiveDeliveryPolicy as GetSubscriptionAttributes shows it. */
    String json() {
        String throttle = maxReceivesPerSecond.isPresent()
                ? "{\"maxReceivesPerSecond\":" + maxReceivesPerSecond.getAsInt() + "}"
                : "null";
        return "{\"healthyRetryPolicy\":" + healthyRetryPolicy.json()
                + ",\"sicklyRetryPolicy\":null,\"throttlePolicy\":" + throttle
                + ",\"requestPolicy\":{\"headerContentType\":\"" + headerContentType + "\"},\"guaranteed\":false}";
    }
}

package io.posthorn.topic.attribute;

import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * What a topic asks of the deliveries by HTTP of its subscriptions.
 *
 * @param defaultHealthyRetryPolicy when a delivery is tried again
 * @param disableSubscriptionOverrides whether subscriptions' own policies do not count
 * @param defaultMaxReceivesPerSecond how many deliveries a subscription takes in a second on average, at least 1
 * @param defaultHeaderContentType the content type of notifications
 */
public record TopicDeliveryPolicy(
        Optional<HealthyRetryPolicy> defaultHealthyRetryPolicy,
        boolean disableSubscriptionOverrides,
        OptionalInt defaultMaxReceivesPerSecond,
        Optional<String> defaultHeaderContentType) {
    /** That of a topic which was given none. */
    public static final TopicDeliveryPolicy NONE =
            new TopicDeliveryPolicy(Optional.empty(), false, OptionalInt.empty(), Optional.empty());

    private static final Set<String> FIELDS = Set.of(
            "defaultHealthyRetryPolicy",
            "disableSubscriptionOverrides",
            "defaultThrottlePolicy",
            "defaultRequestPolicy",
            "defaultSicklyRetryPolicy");

    public TopicDeliveryPolicy {
        Objects.requireNonNull(defaultHealthyRetryPolicy);
        Objects.requireNonNull(defaultMaxReceivesPerSecond);
        Objects.requireNonNull(defaultHeaderContentType);
    }

    /** Reads the attribute's JSON; fails with InvalidParameter. */
    static TopicDeliveryPolicy parse(AttributeCall call, String json) {
        PolicyFields policy = PolicyFields.of(call, DeliveryPolicy.ATTRIBUTE, json);
        policy.requireOnly(Set.of("http"));
        PolicyFields http = policy.object("http").orElseThrow(() -> policy.refused("http must be a JSON object"));
        http.requireOnly(FIELDS);
        if (http.object("defaultSicklyRetryPolicy").isPresent()) {
            throw http.refusedMember("defaultSicklyRetryPolicy is not supported");
        }
        return new TopicDeliveryPolicy(
                http.object("defaultHealthyRetryPolicy").map(HealthyRetryPolicy::read),
                http.bool("disableSubscriptionOverrides"),
                DeliveryPolicy.throttle(http.object("defaultThrottlePolicy")),
                DeliveryPolicy.contentType(http.object("defaultRequestPolicy"), false));
    }

    /** The topic's EffectiveDeliveryPolicy: with the service's defaults where the topic says nothing. */
    String effectiveJson() {
        StringBuilder json = new StringBuilder("{\"http\":{\"defaultHealthyRetryPolicy\":")
                .append(defaultHealthyRetryPolicy
                        .orElse(HealthyRetryPolicy.DEFAULT)
                        .json())
                .append(",\"disableSubscriptionOverrides\":")
                .append(disableSubscriptionOverrides);
        defaultMaxReceivesPerSecond.ifPresent(
                perSecond -> json.append(",\"defaultThrottlePolicy\":{\"maxReceivesPerSecond\":")
                        .append(perSecond)
                        .append('}'));
        return json.append(",\"defaultRequestPolicy\":{\"headerContentType\":\"")
                .append(defaultHeaderContentType.orElse(HttpContentType.DEFAULT))
                .append("\"}}}")
                .toString();
    }
}

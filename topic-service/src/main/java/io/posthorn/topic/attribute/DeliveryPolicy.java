package io.posthorn.topic.attribute;

import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * What a subscription by HTTP asks of its deliveries; what is empty is left to the topic.
 *
 * @param healthyRetryPolicy when a delivery is tried again
 * @param maxReceivesPerSecond how many deliveries it takes in a second on average, at least 1
 * @param headerContentType the content type of notifications
 */
public record DeliveryPolicy(
        Optional<HealthyRetryPolicy> healthyRetryPolicy,
        OptionalInt maxReceivesPerSecond,
        Optional<String> headerContentType) {
    static final String ATTRIBUTE = "DeliveryPolicy";

    /** The service shows the last two in effective policies, with no other values than these; it takes them back. */
    private static final Set<String> FIELDS =
            Set.of("healthyRetryPolicy", "throttlePolicy", "requestPolicy", "sicklyRetryPolicy", "guaranteed");

    public DeliveryPolicy {
        Objects.requireNonNull(healthyRetryPolicy);
        Objects.requireNonNull(maxReceivesPerSecond);
        Objects.requireNonNull(headerContentType);
    }

    /** Reads the attribute's JSON; fails with InvalidParameter. {@code raw}: whether messages are delivered raw. */
    static DeliveryPolicy parse(AttributeCall call, String json, boolean raw) {
        PolicyFields fields = PolicyFields.of(call, ATTRIBUTE, json);
        fields.requireOnly(FIELDS);
        if (fields.object("sicklyRetryPolicy").isPresent()) {
            throw fields.refused("sicklyRetryPolicy is not supported");
        }
        if (fields.bool("guaranteed")) {
            throw fields.refused("guaranteed must be false");
        }
        return new DeliveryPolicy(
                fields.object("healthyRetryPolicy").map(HealthyRetryPolicy::read),
                throttle(fields.object("throttlePolicy")),
                contentType(fields.object("requestPolicy"), raw));
    }

    static OptionalInt throttle(Optional<PolicyFields> policy) {
        if (policy.isEmpty()) {
            return OptionalInt.empty();
        }
        PolicyFields fields = policy.get();
        fields.requireOnly(Set.of("maxReceivesPerSecond"));
        OptionalInt perSecond = fields.integer("maxReceivesPerSecond");
        if (perSecond.isPresent() && perSecond.getAsInt() < 1) {
            throw fields.refusedMember("maxReceivesPerSecond must be greater than or equal to 1");
        }
        return perSecond;
    }

    static Optional<String> contentType(Optional<PolicyFields> policy, boolean raw) {
        if (policy.isEmpty()) {
            return Optional.empty();
        }
        PolicyFields fields = policy.get();
        fields.requireOnly(Set.of("headerContentType"));
        Optional<String> type = fields.text("headerContentType");
        if (type.isPresent() && !HttpContentType.isAllowed(type.get(), raw)) {
            throw fields.refusedMember("headerContentType is not one that "
                    + (raw ? "raw messages" : "messages which are not raw") + " may have");
        }
        return type;
    }
}

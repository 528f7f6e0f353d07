package io.posthorn.topic.attribute;

import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The attributes that a subscription may be given, as the API names them. */
public enum SubscriptionAttribute {
    DELIVERY_POLICY("DeliveryPolicy"),
    FILTER_POLICY("FilterPolicy"),
    FILTER_POLICY_SCOPE("FilterPolicyScope"),
    RAW_MESSAGE_DELIVERY("RawMessageDelivery"),
    REDRIVE_POLICY("RedrivePolicy"),
    SUBSCRIPTION_ROLE_ARN("SubscriptionRoleArn"),
    REPLAY_POLICY("ReplayPolicy");

    private static final Map<String, SubscriptionAttribute> BY_NAME = Stream.of(values())
            .collect(Collectors.toUnmodifiableMap(SubscriptionAttribute::wireName, Function.identity()));

    private final String wireName;

    SubscriptionAttribute(String wireName) {
        this.wireName = wireName;
    }

    /** The attribute called {@code wireName}; case matters. */
    public static Optional<SubscriptionAttribute> named(String wireName) {
        return Optional.ofNullable(BY_NAME.get(wireName));
    }

    /** The name on the wire. */
    public String wireName() {
        return wireName;
    }
}

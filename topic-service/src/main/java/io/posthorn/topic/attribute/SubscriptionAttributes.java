package io.posthorn.topic.attribute;

import static io.posthorn.topic.attribute.SubscriptionAttribute.DELIVERY_POLICY;
import static io.posthorn.topic.attribute.SubscriptionAttribute.FILTER_POLICY;
import static io.posthorn.topic.attribute.SubscriptionAttribute.FILTER_POLICY_SCOPE;
import static io.posthorn.topic.attribute.SubscriptionAttribute.RAW_MESSAGE_DELIVERY;
import static io.posthorn.topic.attribute.SubscriptionAttribute.REDRIVE_POLICY;
import static io.posthorn.topic.attribute.SubscriptionAttribute.REPLAY_POLICY;

import io.posthorn.topic.topic.SnsErrors;
import io.posthorn.topic.topic.SubscriptionKey;
import io.posthorn.wire.ApiException;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The attributes that a subscription was given. What it was not given is at its default, which is not kept. What delivery
 * asks for is read from them once. Immutable.
 */
public final class SubscriptionAttributes {
    private static final String TRUE = "true";
    private static final String FALSE = "false";
    private static final String MESSAGE_ATTRIBUTES = "MessageAttributes";
    private static final String MESSAGE_BODY = "MessageBody";

    private final Subscriber subscriber;
    private final EnumMap<SubscriptionAttribute, String> values;
    private final Optional<DeliveryPolicy> deliveryPolicy;
    private final Optional<RedrivePolicy> redrivePolicy;
    private final Optional<ReplayPolicy> replayPolicy;

    /** Reads the values; fails with InvalidParameter where they do not fit the subscriber or each other. */
    private SubscriptionAttributes(
            AttributeCall call, Subscriber subscriber, Map<SubscriptionAttribute, String> values) {
        this.subscriber = subscriber;
        this.values = new EnumMap<>(SubscriptionAttribute.class);
        this.values.putAll(values);
        boolean raw = isRawMessageDelivery();
        deliveryPolicy = value(DELIVERY_POLICY).map(json -> DeliveryPolicy.parse(call, json, raw));
        redrivePolicy = value(REDRIVE_POLICY).map(json -> RedrivePolicy.parse(call, subscriber, json));
        replayPolicy = value(REPLAY_POLICY).map(json -> ReplayPolicy.parse(call, json));
    }

    /** What Subscribe was given for {@code subscriber}. Fails with InvalidParameter. */
    public static SubscriptionAttributes forSubscribe(
            Subscriber subscriber, Map<String, String> given, FilterPolicyCheck filters) {
        AttributeCall call = AttributeCall.CREATION;
        Map<SubscriptionAttribute, String> values = new EnumMap<>(SubscriptionAttribute.class);
        new TreeMap<>(given).forEach((name, value) -> {
            SubscriptionAttribute attribute = SubscriptionAttribute.named(name).orElseThrow(AttributeCall::unknown);
            String canonical = canonical(call, subscriber, attribute, value);
            if (!canonical.isEmpty()) {
                values.put(attribute, canonical);
            }
        });
        SubscriptionAttributes attributes = new SubscriptionAttributes(call, subscriber, values);
        attributes.checkFilter(filters);
        return attributes;
    }

    /**
     * The attributes that {@link #toStored} gave.
     *
     * @throws IllegalArgumentException if a name is not an attribute's
     */
    public static SubscriptionAttributes ofStored(Subscriber subscriber, Map<String, String> stored) {
        Map<SubscriptionAttribute, String> values = new EnumMap<>(SubscriptionAttribute.class);
        stored.forEach((name, value) -> values.put(
                SubscriptionAttribute.named(name)
                        .orElseThrow(() -> new IllegalArgumentException("subscriptions store no attribute " + name)),
                value));
        return new SubscriptionAttributes(AttributeCall.CHANGE, subscriber, values);
    }

    /** What to store: every attribute that the subscription was given, by its name on the wire, sorted. */
    public Map<String, String> toStored() {
        Map<String, String> stored = new TreeMap<>();
        values.forEach((attribute, value) -> stored.put(attribute.wireName(), value));
        return Collections.unmodifiableMap(stored);
    }

    /**
     * The attributes after SetSubscriptionAttributes. Nothing or {@code {}} takes a policy away. A filter policy must be one
     * in its scope whichever of the two is given. Fails with InvalidParameter.
     */
    public SubscriptionAttributes with(String name, @Nullable String value, FilterPolicyCheck filters) {
        AttributeCall call = AttributeCall.CHANGE;
        SubscriptionAttribute attribute = SubscriptionAttribute.named(name).orElseThrow(AttributeCall::unknown);
        String canonical = canonical(call, subscriber, attribute, value == null ? "" : value);
        Map<SubscriptionAttribute, String> changed = new EnumMap<>(SubscriptionAttribute.class);
        changed.putAll(values);
        if (canonical.isEmpty()) {
            changed.remove(attribute);
        } else {
            changed.put(attribute, canonical);
        }
        SubscriptionAttributes result = new SubscriptionAttributes(call, subscriber, changed);
        if (attribute == FILTER_POLICY || attribute == FILTER_POLICY_SCOPE) {
            result.checkFilter(filters);
        }
        return result;
    }

    /** Whether what {@code given} was given is what this has: Subscribe again is answered then as the first. */
    public boolean sameAs(SubscriptionAttributes given) {
        return given.values.entrySet().stream()
                .allMatch(each -> TopicAttributes.isSame(each.getValue(), valueOrDefault(each.getKey())));
    }

    /** What Subscribe answers when it was given other attributes than the subscription has. */
    public static ApiException different() {
        return SnsErrors.invalid("Attributes", "Subscription already exists with different attributes");
    }

    /** What GetSubscriptionAttributes answers; {@code topic} is what the topic asks of deliveries by HTTP. */
    public Map<String, String> shown(SubscriptionKey key, SubscriptionStanding standing, TopicDeliveryPolicy topic) {
        Map<String, String> shown = new TreeMap<>(toStored());
        shown.put("SubscriptionArn", key.arn());
        shown.put("TopicArn", subscriber.topic().arn().toString());
        shown.put("Owner", subscriber.owner().value());
        shown.put("Protocol", subscriber.protocol().wireName());
        shown.put("Endpoint", Endpoints.shown(subscriber.endpoint()));
        shown.put("PendingConfirmation", Boolean.toString(standing.pendingConfirmation()));
        shown.put("ConfirmationWasAuthenticated", Boolean.toString(standing.confirmationWasAuthenticated()));
        shown.putIfAbsent(RAW_MESSAGE_DELIVERY.wireName(), FALSE);
        if (values.containsKey(FILTER_POLICY)) {
            shown.put(FILTER_POLICY_SCOPE.wireName(), filterPolicyScope());
        }
        if (subscriber.protocol().isHttp()) {
            shown.put("EffectiveDeliveryPolicy", effective(topic).json());
        }
        standing.principal().ifPresent(principal -> shown.put("SubscriptionPrincipal", principal));
        standing.replayStatus().ifPresent(status -> shown.put("ReplayStatus", status));
        return Collections.unmodifiableMap(shown);
    }

    /** Who is subscribed to what. */
    public Subscriber subscriber() {
        return subscriber;
    }

    /** The attribute as it was given, or empty when it was not. */
    public Optional<String> value(SubscriptionAttribute attribute) {
        return Optional.ofNullable(values.get(attribute));
    }

    /** Whether messages go without the service's envelope. */
    public boolean isRawMessageDelivery() {
        return TRUE.equals(values.get(RAW_MESSAGE_DELIVERY));
    }

    /** The filter policy's JSON; empty for everything. */
    public Optional<String> filterPolicy() {
        return value(FILTER_POLICY);
    }

    /** What the filter policy looks at: {@code MessageAttributes} or {@code MessageBody}. */
    public String filterPolicyScope() {
        return values.getOrDefault(FILTER_POLICY_SCOPE, MESSAGE_ATTRIBUTES);
    }

    /** What the subscription asks of deliveries by HTTP; empty for what the topic asks. */
    public Optional<DeliveryPolicy> deliveryPolicy() {
        return deliveryPolicy;
    }

    /** How deliveries by HTTP go under a topic that asks for {@code topic}. */
    public EffectiveDeliveryPolicy effective(TopicDeliveryPolicy topic) {
        return EffectiveDeliveryPolicy.of(topic, deliveryPolicy);
    }

    /** Where messages go that cannot be delivered; empty for nowhere. */
    public Optional<RedrivePolicy> redrivePolicy() {
        return redrivePolicy;
    }

    /** What of the topic's archive is to be delivered again. */
    public Optional<ReplayPolicy> replayPolicy() {
        return replayPolicy;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof SubscriptionAttributes that
                && subscriber.equals(that.subscriber)
                && values.equals(that.values);
    }

    @Override
    public int hashCode() {
        return 31 * subscriber.hashCode() + values.hashCode();
    }

    /** The attributes' names without their values. */
    @Override
    public String toString() {
        return "SubscriptionAttributes[" + subscriber + ", " + values.keySet() + "]";
    }

    private String valueOrDefault(SubscriptionAttribute attribute) {
        return switch (attribute) {
            case RAW_MESSAGE_DELIVERY -> Boolean.toString(isRawMessageDelivery());
            case FILTER_POLICY_SCOPE -> filterPolicyScope();
            case DELIVERY_POLICY, FILTER_POLICY, REDRIVE_POLICY, SUBSCRIPTION_ROLE_ARN, REPLAY_POLICY ->
                values.getOrDefault(attribute, "");
        };
    }

    private void checkFilter(FilterPolicyCheck filters) {
        filterPolicy().ifPresent(json -> filters.check(json, filterPolicyScope()));
    }

    /** The value as it is kept, empty for none; policies are read when all values are there. */
    private static String canonical(
            AttributeCall call, Subscriber subscriber, SubscriptionAttribute attribute, String value) {
        String protocol = subscriber.protocol().wireName();
        return switch (attribute) {
            case FILTER_POLICY, REDRIVE_POLICY -> PolicyFields.isNone(value) ? "" : value;
            case DELIVERY_POLICY -> {
                if (PolicyFields.isNone(value)) {
                    yield "";
                }
                if (!subscriber.protocol().isHttp()) {
                    throw call.refused("Delivery protocol [" + protocol + "] does not support delivery policies.");
                }
                yield value;
            }
            case REPLAY_POLICY -> {
                if (PolicyFields.isNone(value)) {
                    yield "";
                }
                if (!subscriber.topic().name().isFifo()) {
                    throw call.refused(attribute.wireName(), "Only subscriptions to FIFO topics have this attribute.");
                }
                if (subscriber.protocol().isHttp()) {
                    throw call.refused("Delivery protocol [" + protocol + "] does not support replays.");
                }
                yield value;
            }
            case RAW_MESSAGE_DELIVERY -> {
                String bool = value.toLowerCase(Locale.ROOT);
                if (!List.of(TRUE, FALSE).contains(bool)) {
                    throw call.refused(
                            attribute.wireName(),
                            "Invalid value [" + TopicAttributeRules.shortened(value) + "]. Must be true or false.");
                }
                if (bool.equals(TRUE) && !subscriber.protocol().takesRawMessages()) {
                    throw call.refused("Delivery protocol [" + protocol + "] does not support raw message delivery.");
                }
                yield bool;
            }
            case FILTER_POLICY_SCOPE -> {
                if (!List.of(MESSAGE_ATTRIBUTES, MESSAGE_BODY).contains(value)) {
                    throw call.refused(
                            attribute.wireName(),
                            "Invalid value [" + TopicAttributeRules.shortened(value)
                                    + "]. Please use either MessageBody or MessageAttributes");
                }
                yield value;
            }
            case SUBSCRIPTION_ROLE_ARN -> {
                if (!value.isEmpty()) {
                    throw call.refused(
                            attribute.wireName(), "Delivery protocol [" + protocol + "] does not use a role.");
                }
                yield "";
            }
        };
    }
}

package io.posthorn.topic.attribute;

import static io.posthorn.topic.attribute.TopicAttribute.ARCHIVE_POLICY;
import static io.posthorn.topic.attribute.TopicAttribute.CONTENT_BASED_DEDUPLICATION;
import static io.posthorn.topic.attribute.TopicAttribute.DELIVERY_POLICY;
import static io.posthorn.topic.attribute.TopicAttribute.DISPLAY_NAME;
import static io.posthorn.topic.attribute.TopicAttribute.FIFO_THROUGHPUT_SCOPE;
import static io.posthorn.topic.attribute.TopicAttribute.FIFO_TOPIC;
import static io.posthorn.topic.attribute.TopicAttribute.KMS_MASTER_KEY_ID;
import static io.posthorn.topic.attribute.TopicAttribute.MAXIMUM_MESSAGE_SIZE;
import static io.posthorn.topic.attribute.TopicAttribute.POLICY;
import static io.posthorn.topic.attribute.TopicAttribute.SIGNATURE_VERSION;
import static io.posthorn.topic.attribute.TopicAttribute.TRACING_CONFIG;

import io.posthorn.platform.AccountId;
import io.posthorn.platform.policy.PermissionPolicy;
import io.posthorn.platform.policy.PolicyDocument;
import io.posthorn.platform.policy.PolicyJson;
import io.posthorn.topic.topic.SnsErrors;
import io.posthorn.topic.topic.TopicKey;
import io.posthorn.wire.ApiException;
import java.time.Instant;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The attributes that a topic was given. What it was not given is at its default, which is not kept. What publishing and
 * delivery ask for is read from them once. Immutable.
 */
public final class TopicAttributes {
    /** The longest message, in bytes with its attributes, of a topic that says nothing. */
    public static final int DEFAULT_MAXIMUM_MESSAGE_SIZE = 262_144;

    private static final String TRUE = "true";
    private static final String FALSE = "false";

    /** What attributes are that were not given, where that is something. */
    private static final Map<TopicAttribute, String> DEFAULTS = Map.of(
            MAXIMUM_MESSAGE_SIZE, Integer.toString(DEFAULT_MAXIMUM_MESSAGE_SIZE),
            SIGNATURE_VERSION, "1",
            TRACING_CONFIG, "PassThrough",
            CONTENT_BASED_DEDUPLICATION, FALSE,
            FIFO_THROUGHPUT_SCOPE, "Topic");

    private final TopicKey topic;
    private final EnumMap<TopicAttribute, String> values;
    private final PolicyDocument accessPolicy;
    private final TopicDeliveryPolicy deliveryPolicy;
    private final Optional<ArchivePolicy> archivePolicy;
    private final int maximumMessageSize;

    private TopicAttributes(TopicKey topic, Map<TopicAttribute, String> values) {
        this.topic = topic;
        this.values = new EnumMap<>(TopicAttribute.class);
        this.values.putAll(values);
        accessPolicy = PolicyDocument.ofResource(policy());
        deliveryPolicy = value(DELIVERY_POLICY)
                .map(json -> TopicDeliveryPolicy.parse(AttributeCall.CHANGE, json))
                .orElse(TopicDeliveryPolicy.NONE);
        archivePolicy = value(ARCHIVE_POLICY).map(json -> ArchivePolicy.parse(AttributeCall.CHANGE, json));
        maximumMessageSize = value(MAXIMUM_MESSAGE_SIZE).map(Integer::parseInt).orElse(DEFAULT_MAXIMUM_MESSAGE_SIZE);
    }

    /**
     * What CreateTopic was given for {@code topic}. Fails with InvalidParameter, also when the topic's name and FifoTopic
     * do not say the same.
     */
    public static TopicAttributes forCreate(TopicKey topic, Map<String, String> given) {
        TopicAttributeRules rules = new TopicAttributeRules(AttributeCall.CREATION);
        Map<TopicAttribute, String> values = new EnumMap<>(TopicAttribute.class);
        new TreeMap<>(given).forEach((name, value) -> {
            TopicAttribute attribute = TopicAttribute.named(name).orElseThrow(AttributeCall::unknown);
            String canonical = rules.canonical(attribute, value);
            if (!canonical.isEmpty()) {
                values.put(attribute, canonical);
            }
        });
        boolean fifo = topic.name().isFifo();
        if (fifo != TRUE.equals(values.get(FIFO_TOPIC))) {
            throw SnsErrors.invalid("Topic Name");
        }
        if (!fifo) {
            values.remove(FIFO_TOPIC);
        }
        values.keySet().forEach(attribute -> requireOf(AttributeCall.CREATION, attribute, fifo));
        return new TopicAttributes(topic, values);
    }

    /**
     * The attributes that {@link #toStored} gave.
     *
     * @throws IllegalArgumentException if a name is not an attribute's
     */
    public static TopicAttributes ofStored(TopicKey topic, Map<String, String> stored) {
        Map<TopicAttribute, String> values = new EnumMap<>(TopicAttribute.class);
        stored.forEach((name, value) -> values.put(
                TopicAttribute.named(name)
                        .orElseThrow(() -> new IllegalArgumentException("topics store no attribute " + name)),
                value));
        return new TopicAttributes(topic, values);
    }

    /** What to store: every attribute that the topic was given, by its name on the wire, sorted. */
    public Map<String, String> toStored() {
        Map<String, String> stored = new TreeMap<>();
        values.forEach((attribute, value) -> stored.put(attribute.wireName(), value));
        return Collections.unmodifiableMap(stored);
    }

    /**
     * The attributes after SetTopicAttributes. Nothing, or for a JSON document {@code {}}, takes an attribute away where a
     * topic can do without. Fails with InvalidParameter.
     */
    public TopicAttributes with(String name, @Nullable String value) {
        TopicAttribute attribute =
                TopicAttribute.named(name).filter(TopicAttribute::isChangeable).orElseThrow(AttributeCall::unknown);
        requireOf(AttributeCall.CHANGE, attribute, isFifo());
        String canonical =
                new TopicAttributeRules(AttributeCall.CHANGE).canonical(attribute, value == null ? "" : value);
        return with(attribute, canonical);
    }

    /** The attributes after AddPermission: with a statement more in the policy. Fails with InvalidParameter. */
    public TopicAttributes withPermission(String label, List<AccountId> accounts, List<String> actions) {
        if (label.isEmpty()) {
            throw SnsErrors.invalid("Label");
        }
        if (accounts.isEmpty()) {
            throw SnsErrors.invalid("AWSAccountId");
        }
        if (actions.isEmpty()) {
            throw SnsErrors.invalid("ActionName");
        }
        List<String> named = actions.stream().map(TopicPolicy::statementAction).toList();
        PermissionPolicy current = statements();
        if (current.has(label)) {
            throw SnsErrors.invalid("Statement already exists");
        }
        String policy =
                current.with(label, accounts, named, topic.arn().toString()).json();
        return with(POLICY, TopicPolicy.checked(AttributeCall.CHANGE, policy));
    }

    /** The attributes after RemovePermission: without the policy's statement of {@code label}, if there is one. */
    public TopicAttributes withoutPermission(String label) {
        PermissionPolicy current = statements();
        return current.has(label) ? with(POLICY, current.without(label).json()) : this;
    }

    /** Whether what {@code given} was given is what this has: CreateTopic again is answered then as the first. */
    public boolean sameAs(TopicAttributes given) {
        return given.values.entrySet().stream()
                .allMatch(each -> isSame(each.getValue(), valueOrDefault(each.getKey())));
    }

    /** What CreateTopic answers when it was given other attributes than the topic has. */
    public static ApiException different() {
        return SnsErrors.invalid("Attributes", "Topic already exists with different attributes");
    }

    /**
     * What GetTopicAttributes answers.
     *
     * @param counts the topic's subscriptions
     * @param beginningArchiveTime from when on the archive has messages; empty without archive
     */
    public Map<String, String> shown(SubscriptionCounts counts, Optional<Instant> beginningArchiveTime) {
        Map<String, String> shown = new TreeMap<>(toStored());
        shown.put("TopicArn", topic.arn().toString());
        shown.put("Owner", topic.account().value());
        shown.put("SubscriptionsConfirmed", Long.toString(counts.confirmed()));
        shown.put("SubscriptionsPending", Long.toString(counts.pending()));
        shown.put("SubscriptionsDeleted", Long.toString(counts.deleted()));
        shown.put("EffectiveDeliveryPolicy", deliveryPolicy.effectiveJson());
        shown.put(DISPLAY_NAME.wireName(), displayName());
        shown.put(POLICY.wireName(), policy());
        if (isFifo()) {
            shown.putIfAbsent(CONTENT_BASED_DEDUPLICATION.wireName(), FALSE);
            shown.putIfAbsent(FIFO_THROUGHPUT_SCOPE.wireName(), "Topic");
        }
        beginningArchiveTime
                .filter(time -> archivePolicy.isPresent())
                .ifPresent(time -> shown.put("BeginningArchiveTime", Timestamps.text(time)));
        return Collections.unmodifiableMap(shown);
    }

    /** The topic whose they are. */
    public TopicKey topic() {
        return topic;
    }

    /** The attribute as it was given, or empty when it was not. */
    public Optional<String> value(TopicAttribute attribute) {
        return Optional.ofNullable(values.get(attribute));
    }

    /** Whether it is a FIFO topic. */
    public boolean isFifo() {
        return TRUE.equals(values.get(FIFO_TOPIC));
    }

    /** What e-mail subscribers see as sender; empty for none. */
    public String displayName() {
        return values.getOrDefault(DISPLAY_NAME, "");
    }

    /** The access policy's JSON: that which was given or the default one. */
    public String policy() {
        return value(POLICY).orElseGet(() -> TopicPolicy.byDefault(topic));
    }

    /** The access policy, read. */
    public PolicyDocument accessPolicy() {
        return accessPolicy;
    }

    /** What the topic asks of deliveries by HTTP. */
    public TopicDeliveryPolicy deliveryPolicy() {
        return deliveryPolicy;
    }

    /** For how long the topic keeps what is published; empty for not at all. */
    public Optional<ArchivePolicy> archivePolicy() {
        return archivePolicy;
    }

    /** The longest message, in bytes with its attributes, 1 KiB to 1 MiB. */
    public int maximumMessageSize() {
        return maximumMessageSize;
    }

    /** Which signature notifications have: 1 for SHA1withRSA, 2 for SHA256withRSA. */
    public int signatureVersion() {
        return value(SIGNATURE_VERSION).map(Integer::parseInt).orElse(1);
    }

    /** Whether a message without deduplication id is told from others by its body's SHA-256. */
    public boolean contentBasedDeduplication() {
        return TRUE.equals(values.get(CONTENT_BASED_DEDUPLICATION));
    }

    /** Whether equal deduplication ids in different groups are different. */
    public boolean deduplicatesPerGroup() {
        return "MessageGroup".equals(values.get(FIFO_THROUGHPUT_SCOPE));
    }

    /** The key that the caller asked to encrypt under, when there is one. */
    public Optional<String> kmsMasterKeyId() {
        return value(KMS_MASTER_KEY_ID);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof TopicAttributes that && topic.equals(that.topic) && values.equals(that.values);
    }

    @Override
    public int hashCode() {
        return 31 * topic.hashCode() + values.hashCode();
    }

    /** The attributes' names without their values: policies name principals. */
    @Override
    public String toString() {
        return "TopicAttributes[" + topic + ", " + values.keySet() + "]";
    }

    private TopicAttributes with(TopicAttribute attribute, String canonical) {
        Map<TopicAttribute, String> changed = new EnumMap<>(TopicAttribute.class);
        changed.putAll(values);
        if (canonical.isEmpty()) {
            changed.remove(attribute);
        } else {
            changed.put(attribute, canonical);
        }
        return new TopicAttributes(topic, changed);
    }

    private PermissionPolicy statements() {
        return PermissionPolicy.parse(policy())
                .orElseThrow(() -> new IllegalStateException("a topic's policy is a JSON object"));
    }

    private String valueOrDefault(TopicAttribute attribute) {
        return attribute == POLICY ? policy() : values.getOrDefault(attribute, DEFAULTS.getOrDefault(attribute, ""));
    }

    /** Whether two values are the same, documents whatever space and order they have. */
    static boolean isSame(String given, String current) {
        return given.equals(current)
                || PolicyJson.object(given)
                        .filter(document -> PolicyJson.object(current)
                                .filter(document::equals)
                                .isPresent())
                        .isPresent();
    }

    private static void requireOf(AttributeCall call, TopicAttribute attribute, boolean fifo) {
        if (!attribute.isOf(fifo)) {
            throw call.refused(
                    attribute.wireName(), "Only " + (fifo ? "standard" : "FIFO") + " topics have this attribute.");
        }
    }
}

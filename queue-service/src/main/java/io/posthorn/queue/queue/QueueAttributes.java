package io.posthorn.queue.queue;

import static io.posthorn.queue.queue.QueueAttribute.CONTENT_BASED_DEDUPLICATION;
import static io.posthorn.queue.queue.QueueAttribute.DEDUPLICATION_SCOPE;
import static io.posthorn.queue.queue.QueueAttribute.DELAY_SECONDS;
import static io.posthorn.queue.queue.QueueAttribute.FIFO_QUEUE;
import static io.posthorn.queue.queue.QueueAttribute.FIFO_THROUGHPUT_LIMIT;
import static io.posthorn.queue.queue.QueueAttribute.KMS_DATA_KEY_REUSE_PERIOD_SECONDS;
import static io.posthorn.queue.queue.QueueAttribute.KMS_MASTER_KEY_ID;
import static io.posthorn.queue.queue.QueueAttribute.MAXIMUM_MESSAGE_SIZE;
import static io.posthorn.queue.queue.QueueAttribute.MESSAGE_RETENTION_PERIOD;
import static io.posthorn.queue.queue.QueueAttribute.POLICY;
import static io.posthorn.queue.queue.QueueAttribute.RECEIVE_MESSAGE_WAIT_TIME_SECONDS;
import static io.posthorn.queue.queue.QueueAttribute.REDRIVE_ALLOW_POLICY;
import static io.posthorn.queue.queue.QueueAttribute.REDRIVE_POLICY;
import static io.posthorn.queue.queue.QueueAttribute.SQS_MANAGED_SSE_ENABLED;
import static io.posthorn.queue.queue.QueueAttribute.VISIBILITY_TIMEOUT;

import io.posthorn.platform.policy.PolicyDocument;
import java.time.Duration;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The settable attributes of a queue, those that were never given at their defaults. Values are kept as
 * GetQueueAttributes shows them; what the engine asks for on every call is read from them once. Immutable.
 */
public final class QueueAttributes {
    private static final String TRUE = "true";
    private static final String FALSE = "false";
    private static final Duration DEFAULT_DATA_KEY_REUSE = Duration.ofMinutes(5);

    private final EnumMap<QueueAttribute, String> values;
    private final boolean fifo;
    private final Duration delay;
    private final int maximumMessageSize;
    private final Duration retention;
    private final Duration receiveWait;
    private final Duration visibilityTimeout;
    private final Optional<RedrivePolicy> redrivePolicy;
    private final Optional<RedriveAllowPolicy> redriveAllowPolicy;
    private final Optional<PolicyDocument> accessPolicy;
    private final boolean sealed;
    private final Duration dataKeyReuse;

    QueueAttributes(Map<QueueAttribute, String> values) {
        this.values = new EnumMap<>(values);
        fifo = isTrue(FIFO_QUEUE);
        delay = seconds(DELAY_SECONDS);
        maximumMessageSize = number(MAXIMUM_MESSAGE_SIZE);
        retention = seconds(MESSAGE_RETENTION_PERIOD);
        receiveWait = seconds(RECEIVE_MESSAGE_WAIT_TIME_SECONDS);
        visibilityTimeout = seconds(VISIBILITY_TIMEOUT);
        redrivePolicy = value(REDRIVE_POLICY).map(RedrivePolicy::parse);
        redriveAllowPolicy = value(REDRIVE_ALLOW_POLICY).map(RedriveAllowPolicy::parse);
        accessPolicy = value(POLICY).map(PolicyDocument::ofResource);
        sealed = values.containsKey(KMS_MASTER_KEY_ID) || !FALSE.equals(values.get(SQS_MANAGED_SSE_ENABLED));
        dataKeyReuse = value(KMS_DATA_KEY_REUSE_PERIOD_SECONDS)
                .map(text -> Duration.ofSeconds(Integer.parseInt(text)))
                .orElse(DEFAULT_DATA_KEY_REUSE);
    }

    /** A queue of which nothing was given. */
    public static QueueAttributes defaults(Dialect dialect, boolean fifo) {
        Map<QueueAttribute, String> values = new EnumMap<>(QueueAttribute.class);
        values.put(DELAY_SECONDS, "0");
        values.put(MAXIMUM_MESSAGE_SIZE, Integer.toString(dialect.maximumMessageBytes()));
        values.put(MESSAGE_RETENTION_PERIOD, "345600");
        values.put(RECEIVE_MESSAGE_WAIT_TIME_SECONDS, "0");
        values.put(VISIBILITY_TIMEOUT, "30");
        values.put(SQS_MANAGED_SSE_ENABLED, TRUE);
        if (fifo) {
            values.put(FIFO_QUEUE, TRUE);
            values.put(CONTENT_BASED_DEDUPLICATION, FALSE);
            values.put(DEDUPLICATION_SCOPE, "queue");
            values.put(FIFO_THROUGHPUT_LIMIT, "perQueue");
        }
        values.keySet().removeIf(attribute -> !dialect.supports(attribute));
        return new QueueAttributes(values);
    }

    /**
     * The attributes that {@link #toStored} gave.
     *
     * @throws IllegalArgumentException if a name is not an attribute's or an attribute without which no queue is missing
     */
    public static QueueAttributes ofStored(Map<String, String> stored) {
        Map<QueueAttribute, String> values = new EnumMap<>(QueueAttribute.class);
        stored.forEach((name, value) -> values.put(
                QueueAttribute.named(name)
                        .filter(QueueAttribute::isSettable)
                        .orElseThrow(() -> new IllegalArgumentException("queues store no attribute " + name)),
                value));
        return new QueueAttributes(values);
    }

    /** What to store: every attribute that the queue has, by its name on the wire, sorted. */
    public Map<String, String> toStored() {
        Map<String, String> stored = new TreeMap<>();
        values.forEach((attribute, value) -> stored.put(attribute.wireName(), value));
        return Collections.unmodifiableMap(stored);
    }

    /** The attribute as it is kept, or empty when the queue has none. */
    public Optional<String> value(QueueAttribute attribute) {
        return Optional.ofNullable(values.get(attribute));
    }

    /** The attribute as GetQueueAttributes of {@code dialect} shows it, or empty when the queue has none. */
    public Optional<String> shown(Dialect dialect, QueueAttribute attribute) {
        if (attribute == REDRIVE_POLICY) {
            return redrivePolicy.map(policy -> policy.render(dialect));
        }
        if (attribute == REDRIVE_ALLOW_POLICY) {
            return redriveAllowPolicy.map(policy -> policy.render(dialect));
        }
        return attribute == MAXIMUM_MESSAGE_SIZE
                ? Optional.of(Integer.toString(maximumMessageSize(dialect)))
                : value(attribute);
    }

    /** Whether it is a FIFO queue. */
    public boolean isFifo() {
        return fifo;
    }

    /** How long a message is delayed that says nothing itself; 0 to 900 s. */
    public Duration delay() {
        return delay;
    }

    /** The longest message, body and attributes, in bytes. */
    public int maximumMessageSize() {
        return maximumMessageSize;
    }

    /** The longest message that an endpoint of {@code dialect} takes: a queue may have been made at the other. */
    public int maximumMessageSize(Dialect dialect) {
        return Math.min(maximumMessageSize, dialect.maximumMessageBytes());
    }

    /** How long a message is kept from its sending on; 60 s to 14 days. */
    public Duration retention() {
        return retention;
    }

    /** How long a receive waits that says nothing itself; 0 to 20 s. */
    public Duration receiveWait() {
        return receiveWait;
    }

    /** How long a received message stays hidden when the receive says nothing; 0 to 12 hours. */
    public Duration visibilityTimeout() {
        return visibilityTimeout;
    }

    /** The access policy's JSON as it was given. */
    public Optional<String> policy() {
        return value(POLICY);
    }

    /** The access policy, read; empty for none. */
    public Optional<PolicyDocument> accessPolicy() {
        return accessPolicy;
    }

    /** Where messages go that were received too often. */
    public Optional<RedrivePolicy> redrivePolicy() {
        return redrivePolicy;
    }

    /** Who may use this queue as a dead-letter queue: every queue unless something else was given. */
    public RedriveAllowPolicy redriveAllowPolicy() {
        return redriveAllowPolicy.orElseGet(RedriveAllowPolicy.AllowAll::new);
    }

    /** Whether a message without deduplication id is told from others by its body's SHA-256. */
    public boolean contentBasedDeduplication() {
        return isTrue(CONTENT_BASED_DEDUPLICATION);
    }

    /** Whether equal deduplication ids in different groups are different. */
    public boolean deduplicatesPerGroup() {
        return "messageGroup".equals(values.get(DEDUPLICATION_SCOPE));
    }

    /** The key that the caller asked to encrypt under, when there is one. */
    public Optional<String> kmsMasterKeyId() {
        return value(KMS_MASTER_KEY_ID);
    }

    /** Whether messages are sealed at rest: unless that was turned off and no key was named. */
    public boolean isSealed() {
        return sealed;
    }

    /** For how long one data key seals new messages; 1 minute to 1 day. */
    public Duration dataKeyReuse() {
        return dataKeyReuse;
    }

    /** The same attributes with {@code json} as policy; empty for none. The caller has checked it. */
    public QueueAttributes withPolicy(Optional<String> json) {
        Map<QueueAttribute, String> changed = copyOfValues();
        json.ifPresentOrElse(text -> changed.put(POLICY, text), () -> changed.remove(POLICY));
        return new QueueAttributes(changed);
    }

    /** A copy to change. */
    Map<QueueAttribute, String> copyOfValues() {
        return new EnumMap<>(values);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof QueueAttributes that && values.equals(that.values);
    }

    @Override
    public int hashCode() {
        return values.hashCode();
    }

    /** The attributes without the policies, which name principals. */
    @Override
    public String toString() {
        Map<QueueAttribute, String> shown = copyOfValues();
        shown.remove(POLICY);
        return "QueueAttributes" + shown;
    }

    private boolean isTrue(QueueAttribute attribute) {
        return TRUE.equals(values.get(attribute));
    }

    private Duration seconds(QueueAttribute attribute) {
        return Duration.ofSeconds(number(attribute));
    }

    private int number(QueueAttribute attribute) {
        return Integer.parseInt(value(attribute)
                .orElseThrow(() -> new IllegalArgumentException("a queue has a " + attribute.wireName())));
    }
}

package io.posthorn.queue.queue;

import static io.posthorn.queue.queue.QueueAttribute.DEDUPLICATION_SCOPE;
import static io.posthorn.queue.queue.QueueAttribute.FIFO_QUEUE;
import static io.posthorn.queue.queue.QueueAttribute.FIFO_THROUGHPUT_LIMIT;
import static io.posthorn.queue.queue.QueueAttribute.KMS_DATA_KEY_REUSE_PERIOD_SECONDS;
import static io.posthorn.queue.queue.QueueAttribute.KMS_MASTER_KEY_ID;
import static io.posthorn.queue.queue.QueueAttribute.POLICY;
import static io.posthorn.queue.queue.QueueAttribute.REDRIVE_POLICY;
import static io.posthorn.queue.queue.QueueAttribute.SQS_MANAGED_SSE_ENABLED;

import io.posthorn.platform.policy.PolicyJson;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/**
 * The attributes that a caller named in CreateQueue or SetQueueAttributes, each checked by itself and written as
 * GetQueueAttributes shows it. An empty value takes an attribute away. Immutable.
 */
public final class GivenAttributes {
    private static final String DEFAULT_KEY_REUSE = "300";

    private final EnumMap<QueueAttribute, String> values;
    private final String redrivePolicyAsSent;

    private GivenAttributes(EnumMap<QueueAttribute, String> values, String redrivePolicyAsSent) {
        this.values = values;
        this.redrivePolicyAsSent = redrivePolicyAsSent;
    }

    /**
     * Checks what CreateQueue was given for a queue called {@code name}. Fails with InvalidAttributeName,
     * InvalidAttributeValue, InvalidParameterValue or OverLimit.
     */
    public static GivenAttributes forCreate(Dialect dialect, QueueName name, Map<String, String> raw) {
        String fifo = raw.get(FIFO_QUEUE.wireName());
        if (name.isFifo() && !"true".equalsIgnoreCase(fifo)) {
            throw SqsErrors.INVALID_PARAMETER_VALUE.because(
                    "Can only include alphanumeric characters, hyphens, or underscores. 1 to 80 in length");
        }
        if (!name.isFifo() && "true".equalsIgnoreCase(fifo)) {
            throw SqsErrors.INVALID_PARAMETER_VALUE.because("The name of a FIFO queue can only include alphanumeric"
                    + " characters, hyphens, or underscores, must end with .fifo suffix and be 1 to 80 in length.");
        }
        return check(dialect, name.isFifo(), raw);
    }

    /**
     * Checks what SetQueueAttributes was given for a queue called {@code name}. Fails as {@link #forCreate} does; the
     * type of a queue cannot be changed.
     */
    public static GivenAttributes forChange(Dialect dialect, QueueName name, Map<String, String> raw) {
        String fifo = raw.get(FIFO_QUEUE.wireName());
        if (name.isFifo() && fifo != null && !"true".equalsIgnoreCase(fifo)) {
            throw SqsErrors.INVALID_ATTRIBUTE_VALUE.because(
                    "Invalid value for the parameter FifoQueue. Reason: Modifying queue type is not supported.");
        }
        return check(dialect, name.isFifo(), raw);
    }

    /**
     * What {@code current} becomes. Fails with InvalidAttributeValue when the attributes contradict each other then.
     */
    public QueueAttributes applyTo(QueueAttributes current) {
        Map<QueueAttribute, String> changed = current.copyOfValues();
        if (isGiven(KMS_MASTER_KEY_ID) && !isTrue(SQS_MANAGED_SSE_ENABLED)) {
            changed.put(SQS_MANAGED_SSE_ENABLED, "false");
        }
        if (isTrue(SQS_MANAGED_SSE_ENABLED)) {
            changed.remove(KMS_MASTER_KEY_ID);
            changed.remove(KMS_DATA_KEY_REUSE_PERIOD_SECONDS);
        }
        values.forEach((attribute, value) -> {
            if (value.isEmpty()) {
                changed.remove(attribute);
            } else {
                changed.put(attribute, value);
            }
        });
        settleKeyReuse(changed);
        if ("perMessageGroupId".equals(changed.get(FIFO_THROUGHPUT_LIMIT))
                && !"messageGroup".equals(changed.get(DEDUPLICATION_SCOPE))) {
            throw SqsErrors.INVALID_ATTRIBUTE_VALUE.because(
                    "Invalid value for the parameter FifoThroughputLimit. Reason:"
                            + " perMessageGroupId is allowed only when the value for DeduplicationScope is messageGroup.");
        }
        return new QueueAttributes(changed);
    }

    /** The first attribute that was given and is not {@code current}'s, or empty when all that was given is. */
    public Optional<QueueAttribute> firstDifference(QueueAttributes current) {
        return values.entrySet().stream()
                .filter(given -> !isSame(
                        given.getKey(),
                        given.getValue(),
                        current.value(given.getKey()).orElse("")))
                .map(Map.Entry::getKey)
                .findFirst();
    }

    /** Whether {@code attribute} was given a value, not taken away. */
    public boolean isGiven(QueueAttribute attribute) {
        return !values.getOrDefault(attribute, "").isEmpty();
    }

    /** The redrive policy that was given, if one was. */
    public Optional<RedrivePolicy> redrivePolicy() {
        return Optional.ofNullable(values.get(REDRIVE_POLICY))
                .filter(json -> !json.isEmpty())
                .map(RedrivePolicy::parse);
    }

    /** The redrive policy's text as it came, for error texts; empty for none. */
    String redrivePolicyAsSent() {
        return redrivePolicyAsSent;
    }

    private boolean isTrue(QueueAttribute attribute) {
        return "true".equals(values.get(attribute));
    }

    private static GivenAttributes check(Dialect dialect, boolean fifo, Map<String, String> raw) {
        EnumMap<QueueAttribute, String> values = new EnumMap<>(QueueAttribute.class);
        raw.forEach((name, value) -> {
            QueueAttribute attribute = settable(dialect, fifo, name);
            values.put(attribute, AttributeRules.canonical(dialect, attribute, value));
        });
        GivenAttributes given = new GivenAttributes(values, raw.getOrDefault(REDRIVE_POLICY.wireName(), ""));
        if (given.isGiven(KMS_MASTER_KEY_ID) && given.isTrue(SQS_MANAGED_SSE_ENABLED)) {
            throw SqsErrors.INVALID_ATTRIBUTE_NAME.because("You can use one type of server-side encryption (SSE) at one"
                    + " time. You can either enable KMS SSE or SQS SSE.");
        }
        return given;
    }

    private static QueueAttribute settable(Dialect dialect, boolean fifo, String name) {
        QueueAttribute attribute = QueueAttribute.named(name)
                .filter(known -> known.isSettable() && dialect.supports(known))
                .orElseThrow(() -> SqsErrors.unknownAttribute(name));
        if (attribute.isFifoOnly() && !fifo) {
            throw attribute == DEDUPLICATION_SCOPE || attribute == FIFO_THROUGHPUT_LIMIT
                    ? SqsErrors.INVALID_ATTRIBUTE_NAME.because(
                            "You can specify the " + name + " only when FifoQueue is set to true.")
                    : SqsErrors.unknownAttribute(name);
        }
        return attribute;
    }

    /** Without a key its reuse period says nothing; with one it is always shown. */
    private static void settleKeyReuse(Map<QueueAttribute, String> changed) {
        if (changed.containsKey(KMS_MASTER_KEY_ID)) {
            changed.putIfAbsent(KMS_DATA_KEY_REUSE_PERIOD_SECONDS, DEFAULT_KEY_REUSE);
        } else {
            changed.remove(KMS_DATA_KEY_REUSE_PERIOD_SECONDS, DEFAULT_KEY_REUSE);
        }
    }

    private static boolean isSame(QueueAttribute attribute, String given, String current) {
        if (given.equals(current)) {
            return true;
        }
        if (attribute == KMS_DATA_KEY_REUSE_PERIOD_SECONDS) {
            return given.equals(DEFAULT_KEY_REUSE) && current.isEmpty();
        }
        return attribute == POLICY
                && !given.isEmpty()
                && !current.isEmpty()
                && PolicyJson.object(given).equals(PolicyJson.object(current));
    }
}

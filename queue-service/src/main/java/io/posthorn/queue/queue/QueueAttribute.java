package io.posthorn.queue.queue;

import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The attributes of a queue, as the API names them. */
public enum QueueAttribute {
    APPROXIMATE_NUMBER_OF_MESSAGES("ApproximateNumberOfMessages", Role.MEASURED),
    APPROXIMATE_NUMBER_OF_MESSAGES_DELAYED("ApproximateNumberOfMessagesDelayed", Role.MEASURED),
    APPROXIMATE_NUMBER_OF_MESSAGES_NOT_VISIBLE("ApproximateNumberOfMessagesNotVisible", Role.MEASURED),
    CREATED_TIMESTAMP("CreatedTimestamp", Role.MEASURED),
    LAST_MODIFIED_TIMESTAMP("LastModifiedTimestamp", Role.MEASURED),
    QUEUE_ARN("QueueArn", Role.MEASURED),
    DELAY_SECONDS("DelaySeconds", Role.SETTABLE),
    MAXIMUM_MESSAGE_SIZE("MaximumMessageSize", Role.SETTABLE),
    MESSAGE_RETENTION_PERIOD("MessageRetentionPeriod", Role.SETTABLE),
    RECEIVE_MESSAGE_WAIT_TIME_SECONDS("ReceiveMessageWaitTimeSeconds", Role.SETTABLE),
    VISIBILITY_TIMEOUT("VisibilityTimeout", Role.SETTABLE),
    POLICY("Policy", Role.SETTABLE),
    REDRIVE_POLICY("RedrivePolicy", Role.SETTABLE),
    REDRIVE_ALLOW_POLICY("RedriveAllowPolicy", Role.SETTABLE),
    KMS_MASTER_KEY_ID("KmsMasterKeyId", Role.SETTABLE),
    KMS_DATA_KEY_REUSE_PERIOD_SECONDS("KmsDataKeyReusePeriodSeconds", Role.SETTABLE),
    SQS_MANAGED_SSE_ENABLED("SqsManagedSseEnabled", Role.SETTABLE),
    FIFO_QUEUE("FifoQueue", Role.FIFO_ONLY),
    CONTENT_BASED_DEDUPLICATION("ContentBasedDeduplication", Role.FIFO_ONLY),
    DEDUPLICATION_SCOPE("DeduplicationScope", Role.FIFO_ONLY),
    FIFO_THROUGHPUT_LIMIT("FifoThroughputLimit", Role.FIFO_ONLY);

    private static final Map<String, QueueAttribute> BY_NAME =
            Stream.of(values()).collect(Collectors.toUnmodifiableMap(QueueAttribute::wireName, Function.identity()));

    private final String wireName;
    private final Role role;

    QueueAttribute(String wireName, Role role) {
        this.wireName = wireName;
        this.role = role;
    }

    /** The attribute called {@code wireName}; case matters. */
    public static Optional<QueueAttribute> named(String wireName) {
        return Optional.ofNullable(BY_NAME.get(wireName));
    }

    /** The name on the wire. */
    public String wireName() {
        return wireName;
    }

    /** Whether CreateQueue or SetQueueAttributes may name it. */
    public boolean isSettable() {
        return role != Role.MEASURED;
    }

    /** Whether only FIFO queues have it. */
    public boolean isFifoOnly() {
        return role == Role.FIFO_ONLY;
    }

    private enum Role {
        MEASURED,
        SETTABLE,
        FIFO_ONLY
    }
}

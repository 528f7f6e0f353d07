package io.posthorn.queue.queue;

import static io.posthorn.queue.queue.QueueAttribute.DEDUPLICATION_SCOPE;
import static io.posthorn.queue.queue.QueueAttribute.FIFO_THROUGHPUT_LIMIT;
import static io.posthorn.queue.queue.QueueAttribute.KMS_DATA_KEY_REUSE_PERIOD_SECONDS;
import static io.posthorn.queue.queue.QueueAttribute.KMS_MASTER_KEY_ID;
import static io.posthorn.queue.queue.QueueAttribute.LAST_MODIFIED_TIMESTAMP;
import static io.posthorn.queue.queue.QueueAttribute.POLICY;
import static io.posthorn.queue.queue.QueueAttribute.REDRIVE_ALLOW_POLICY;
import static io.posthorn.queue.queue.QueueAttribute.SQS_MANAGED_SSE_ENABLED;

import io.posthorn.platform.dialect.YandexIds;
import io.posthorn.queue.state.MessageId;
import io.posthorn.queue.state.StateLimits;
import java.util.EnumSet;
import java.util.Set;

/**
 * Whose rules an endpoint keeps where the two services differ. An answer follows one dialect only; the operations are
 * made for one.
 */
public enum Dialect {
    /** Amazon SQS. */
    AWS,
    /** Yandex Message Queue. */
    YANDEX;

    private static final Set<QueueAttribute> NOT_IN_YANDEX = EnumSet.of(
            POLICY,
            REDRIVE_ALLOW_POLICY,
            KMS_MASTER_KEY_ID,
            KMS_DATA_KEY_REUSE_PERIOD_SECONDS,
            SQS_MANAGED_SSE_ENABLED,
            DEDUPLICATION_SCOPE,
            FIFO_THROUGHPUT_LIMIT,
            LAST_MODIFIED_TIMESTAMP);

    private static final Set<String> NO_ACTIONS_IN_YANDEX = Set.of(
            "AddPermission",
            "RemovePermission",
            "StartMessageMoveTask",
            "ListMessageMoveTasks",
            "CancelMessageMoveTask");

    /** The longest message and the longest batch, in bytes; also the most and the default of MaximumMessageSize. */
    public int maximumMessageBytes() {
        return switch (this) {
            case AWS -> 1_048_576;
            case YANDEX -> 262_144;
        };
    }

    /** The {@code xmlns} of query answers; empty for none. */
    public String xmlNamespace() {
        return switch (this) {
            case AWS -> "http://queue.amazonaws.com/doc/2012-11-05/";
            case YANDEX -> "";
        };
    }

    /** Whether queues have {@code attribute}. */
    public boolean supports(QueueAttribute attribute) {
        return this == AWS || !NOT_IN_YANDEX.contains(attribute);
    }

    /** Whether there is an action called {@code action}. */
    public boolean supportsAction(String action) {
        return this == AWS || !NO_ACTIONS_IN_YANDEX.contains(action);
    }

    /** The HTTP status of ReceiptHandleIsInvalid. */
    public int receiptHandleIsInvalidStatus() {
        return switch (this) {
            case AWS -> 404;
            case YANDEX -> 400;
        };
    }

    /** The HTTP status of AccessDenied. */
    public int accessDeniedStatus() {
        return switch (this) {
            case AWS -> 403;
            case YANDEX -> 400;
        };
    }

    /** The query code of AccessDenied. */
    public String accessDeniedCode() {
        return switch (this) {
            case AWS -> "AccessDenied";
            case YANDEX -> "AccessDeniedException";
        };
    }

    /** What an ARN begins with, up to the region: whose it is and which service's. */
    public String arnPrefix() {
        return switch (this) {
            case AWS -> "arn:aws:sqs:";
            case YANDEX -> "yrn:yc:ymq:";
        };
    }

    /** Whether a receive on a FIFO queue returns at most one message of each group. */
    public boolean receivesOneMessagePerGroup() {
        return this == YANDEX;
    }

    /** Whether messages carry the system attribute AWSTraceHeader. */
    public boolean hasMessageSystemAttributes() {
        return this == AWS;
    }

    /** Whether messages of standard queues have a MessageGroupId, which names the tenant of a fair queue. */
    public boolean hasFairQueues() {
        return this == AWS;
    }

    /** Whether a change of visibility answers MessageNotInflight for a message that is not in flight. */
    public boolean saysMessageNotInflight() {
        return this == YANDEX;
    }

    /** A MessageId as callers see it: a UUID, in Yandex Cloud four numbers in hexadecimal. */
    public String messageId(MessageId id) {
        return switch (this) {
            case AWS -> id.toString();
            case YANDEX -> YandexIds.of(id.high(), id.low());
        };
    }

    /**
     * A request id as callers see it: a UUID, in Yandex Cloud its four numbers and its 32 digits, by which it is found in
     * the edge's log. One that is no UUID stays as it is.
     */
    public String requestId(String id) {
        return switch (this) {
            case AWS -> id;
            case YANDEX -> YandexIds.requestId(id);
        };
    }

    /** How many messages of a queue may be in flight at once. */
    public int maximumInFlight(boolean fifo) {
        return switch (this) {
            case AWS -> StateLimits.DEFAULT.inFlight();
            case YANDEX -> fifo ? 20_000 : StateLimits.DEFAULT.inFlight();
        };
    }

    /** Whether a queue of another account can be asked for by its owner: QueueOwnerAWSAccountId. */
    public boolean hasQueueOwners() {
        return this == AWS;
    }
}

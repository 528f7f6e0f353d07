package io.posthorn.queue.queue;

import static io.posthorn.queue.queue.QueueAttribute.DEDUPLICATION_SCOPE;
import static io.posthorn.queue.queue.QueueAttribute.FIFO_THROUGHPUT_LIMIT;
import static io.posthorn.queue.queue.QueueAttribute.KMS_DATA_KEY_REUSE_PERIOD_SECONDS;
import static io.posthorn.queue.queue.QueueAttribute.KMS_MASTER_KEY_ID;
import static io.posthorn.queue.queue.QueueAttribute.LAST_MODIFIED_TIMESTAMP;
import static io.posthorn.queue.queue.QueueAttribute.POLICY;
import static io.posthorn.queue.queue.QueueAttribute.REDRIVE_ALLOW_POLICY;
import static io.posthorn.queue.queue.QueueAttribute.SQS_MANAGED_SSE_ENABLED;

import io.posthorn.queue.state.MessageId;
import java.util.EnumSet;
import java.util.Set;

/**
 * Whose rules an endpoint keeps where the two services differ. An answer follows one dialect only; the operations are
 * made for one.
 */
public enum Dialect {
    /** Amazon SQS. */
    AWS(
            1_048_576,
            "http://queue.amazonaws.com/doc/2012-11-05/",
            EnumSet.noneOf(QueueAttribute.class),
            Set.of(),
            new Statuses(404, 403)),

    /** Yandex Message Queue. */
    YANDEX(
            262_144,
            "",
            EnumSet.of(
                    POLICY,
                    REDRIVE_ALLOW_POLICY,
                    KMS_MASTER_KEY_ID,
                    KMS_DATA_KEY_REUSE_PERIOD_SECONDS,
                    SQS_MANAGED_SSE_ENABLED,
                    DEDUPLICATION_SCOPE,
                    FIFO_THROUGHPUT_LIMIT,
                    LAST_MODIFIED_TIMESTAMP),
            Set.of(
                    "AddPermission",
                    "RemovePermission",
                    "StartMessageMoveTask",
                    "ListMessageMoveTasks",
                    "CancelMessageMoveTask"),
            new Statuses(400, 400));

    private final int maximumMessageBytes;
    private final String xmlNamespace;
    private final Set<QueueAttribute> unsupportedAttributes;
    private final Set<String> unsupportedActions;
    private final Statuses statuses;

    Dialect(
            int maximumMessageBytes,
            String xmlNamespace,
            Set<QueueAttribute> unsupportedAttributes,
            Set<String> unsupportedActions,
            Statuses statuses) {
        this.maximumMessageBytes = maximumMessageBytes;
        this.xmlNamespace = xmlNamespace;
        this.unsupportedAttributes = unsupportedAttributes;
        this.unsupportedActions = unsupportedActions;
        this.statuses = statuses;
    }

    /** The longest message and the longest batch, in bytes; also the most and the default of MaximumMessageSize. */
    public int maximumMessageBytes() {
        return maximumMessageBytes;
    }

    /** The {@code xmlns} of query answers; empty for none. */
    public String xmlNamespace() {
        return xmlNamespace;
    }

    /** Whether queues have {@code attribute}. */
    public boolean supports(QueueAttribute attribute) {
        return !unsupportedAttributes.contains(attribute);
    }

    /** Whether there is an action called {@code action}. */
    public boolean supportsAction(String action) {
        return !unsupportedActions.contains(action);
    }

    /** The HTTP status of ReceiptHandleIsInvalid. */
    public int receiptHandleIsInvalidStatus() {
        return statuses.receiptHandleIsInvalid;
    }

    /** The HTTP status of AccessDenied. */
    public int accessDeniedStatus() {
        return statuses.accessDenied;
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
            case YANDEX ->
                Integer.toHexString((int) (id.high() >>> 32)) + "-" + Integer.toHexString((int) id.high()) + "-"
                        + Integer.toHexString((int) (id.low() >>> 32)) + "-" + Integer.toHexString((int) id.low());
        };
    }

    private record Statuses(int receiptHandleIsInvalid, int accessDenied) {}
}

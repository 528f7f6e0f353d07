package io.posthorn.queue.state;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One message handed to one consumer until {@code visibleAt}.
 *
 * @param sequence the key to load the payload by, and the SequenceNumber on FIFO
 * @param messageId the MessageId
 * @param handle what the consumer deletes the message with
 * @param receiveCount ApproximateReceiveCount, this receive included
 * @param firstReceived ApproximateFirstReceiveTimestamp
 * @param sentAt SentTimestamp
 * @param visibleAt end of the lease
 * @param groupId MessageGroupId
 * @param deduplicationId MessageDeduplicationId
 * @param size bytes that count towards the limits
 */
public record Lease(
        long sequence,
        MessageId messageId,
        ReceiptHandle handle,
        int receiveCount,
        Instant firstReceived,
        Instant sentAt,
        Instant visibleAt,
        @Nullable String groupId,
        @Nullable String deduplicationId,
        int size) {}

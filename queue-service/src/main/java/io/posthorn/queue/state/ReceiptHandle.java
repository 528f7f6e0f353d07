package io.posthorn.queue.state;

/**
 * Names one receive of one message. {@link ReceiptHandleCodec} turns it into the opaque text that callers see.
 *
 * <p>Lease records are written behind, so after a crash a message may have forgotten its latest receives. Handles are therefore
 * ordered by {@code (leaseEpoch, ordinal)}: one that is at least as late as what the message remembers is the latest and acts; an
 * earlier one is stale.
 *
 * @param queueId the queue, in this incarnation: a re-created queue has another id
 * @param sequence the message
 * @param leaseEpoch epoch of the owner that issued it
 * @param ordinal the message's receive count after the receive that issued it
 */
public record ReceiptHandle(long queueId, long sequence, long leaseEpoch, int ordinal) {}

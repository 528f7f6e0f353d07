package io.posthorn.queue.state;

/** The messages that share a MessageGroupId: an ordered group of a FIFO queue, or a tenant of a fair queue. */
abstract sealed class MessageGroup permits FifoGroups.Group, FairOrder.Tenant {

    final String id;
    /** Messages of the group in the queue, pending ones included; the group is forgotten with its last message. */
    int messages;
    /** Messages of the group that consumers have. */
    int inFlight;

    MessageGroup(String id) {
        this.id = id;
    }
}

package io.posthorn.queue.state;

import org.jspecify.annotations.Nullable;

/**
 * Which message the next receive gets. {@link Backlog} tells it of every change of a message's state.
 *
 * <p>All messages of the queue are in memory today. A windowed backlog fits behind this interface: an order that holds only the
 * first W messages never received, in sequence order, and knows that a tail beyond a sequence S is in the store. {@link #changed}
 * from PENDING then drops a message with a sequence beyond S (the counts go on as numbers); when {@link #next} has brought the
 * window below its low-water mark, the order names S as the place to read on from, the owner reads the next rows in order of
 * sequence and hands them to {@link QueueState#restore}, which moves S. Messages that were received stay in memory, and their number
 * is bounded by the limit of messages in flight. On FIFO the window is the contract's own: groups are searched for within the first
 * 120,000 messages.
 */
interface ReadyOrder {

    /** The group of a message that is about to be created with this MessageGroupId; absent if it needs none. */
    @Nullable
    MessageGroup join(@Nullable String groupId);

    /** The message's state was {@code from} and now is {@code message.state}; its visibility time and receives are up to date. */
    void changed(Message message, MessageState from, long now);

    /**
     * The message that a receive gets next, absent if there is none. The caller changes its state, to TAKEN or GONE, before it asks
     * again.
     *
     * @param onePerGroup no further message of a group of which this batch has one
     */
    @Nullable
    Message next(boolean onePerGroup, long now);

    /** The receive has picked all it wants. */
    void endBatch();

    /** Whether {@link #next} would find a message. */
    boolean any();

    /** Groups with messages in flight; 0 on a standard queue. */
    int groupsInFlight();

    /** The tenants that are held back; none on a FIFO queue. */
    NoisyGroups noisy(long now);
}

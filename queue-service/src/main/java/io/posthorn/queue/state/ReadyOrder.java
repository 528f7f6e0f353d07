package io.posthorn.queue.state;

import org.jspecify.annotations.Nullable;

/**
 * Which message in memory the next receive gets. {@link Backlog} tells it of every change of a message's state.
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

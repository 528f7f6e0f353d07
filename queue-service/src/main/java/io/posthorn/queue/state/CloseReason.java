package io.posthorn.queue.state;

/** Why a queue's state is given up. */
public enum CloseReason {
    /** The queue was deleted: its long polls end empty. */
    DELETED,
    /** The shard goes to another owner: its long polls are to be sent there. */
    HANDED_OVER
}

package io.posthorn.queue.state;

/** What became of one delete. */
public enum Deletion {
    /** The message is gone. */
    DELETED,
    /**
     * Nothing was done: the message is gone already, or was received again since (standard). Success for the caller, as on the real
     * service.
     */
    STALE,
    /** FIFO only: the visibility timeout of this handle is over. InvalidParameterValue "The receipt handle has expired." */
    EXPIRED,
    /** The handle belongs to another queue. ReceiptHandleIsInvalid. */
    NOT_THIS_QUEUE
}

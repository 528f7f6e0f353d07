package io.posthorn.queue.state;

/** What became of a change of visibility. Unless {@link #CHANGED}, nothing was changed. */
public enum VisibilityChange {
    /** The message is visible again at the new time. */
    CHANGED,
    /**
     * The message is gone, or was received again since the handle was issued. InvalidParameterValue "Message does not exist or is
     * not available for visibility timeout change."
     */
    NOT_AVAILABLE,
    /** The message would be hidden for more than 12 hours since it was received. InvalidParameterValue "Total VisibilityTimeout…" */
    BEYOND_LIMIT,
    /** The handle belongs to another queue. ReceiptHandleIsInvalid. */
    NOT_THIS_QUEUE
}

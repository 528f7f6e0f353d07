package io.posthorn.queue.state;

/**
 * Where a message is in its life.
 *
 * <pre>
 *   event                              from                  to
 *   sent                               (nothing)             PENDING
 *   Insert durable                     PENDING               DELAYED, or READY if it has no delay
 *   delay over                         DELAYED               READY
 *   queue delay changed (FIFO)         DELAYED, READY        READY, DELAYED   only if never received here
 *   picked by a receive                READY                 TAKEN            for the length of that call
 *   handed out                         TAKEN                 IN_FLIGHT, or READY if its visibility timeout is 0
 *   lease over                         IN_FLIGHT             READY
 *   visibility changed to 0            IN_FLIGHT             READY
 *   visibility changed to more         IN_FLIGHT, READY      IN_FLIGHT        READY: the latest handle hides it again
 *   receive attempt replayed (FIFO)    IN_FLIGHT, READY      IN_FLIGHT, or READY if the timeout is 0
 *   deleted                            any but TAKEN         GONE             FIFO: only IN_FLIGHT, or after a crash
 *   retention over                     DELAYED..IN_FLIGHT    GONE
 *   received too often                 READY                 GONE             to the dead-letter queue
 *   purged                             any but TAKEN         GONE
 * </pre>
 */
enum MessageState {
    /** Accepted, not durable: nobody may receive what a crash could undo. */
    PENDING,
    /** Durable, not to be received before a time. */
    DELAYED,
    /** Visible. On FIFO it may still have to wait for earlier messages of its group. */
    READY,
    /** Picked by the receive that is running. */
    TAKEN,
    /** Handed to a consumer and hidden. */
    IN_FLIGHT,
    /** Not in the queue any more. */
    GONE;

    /** Whether a consumer has it, or is about to. */
    boolean occupied() {
        return this == TAKEN || this == IN_FLIGHT;
    }
}

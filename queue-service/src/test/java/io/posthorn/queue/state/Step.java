package io.posthorn.queue.state;

/**
 * One step of a random history.
 *
 * @param kind what happens
 * @param a chooses among the variants of the step
 * @param b chooses among them further
 */
record Step(Kind kind, int a, int b) {

    enum Kind {
        SEND,
        FLUSH,
        RECEIVE,
        DELETE,
        CHANGE_VISIBILITY,
        WAIT,
        WRITE_LEASES,
        PARK,
        CANCEL,
        PURGE,
        CRASH
    }
}

package io.posthorn.queue.simulation;

import java.util.function.Supplier;

/** What the queue engine promises. */
enum Property {
    /** What an answer rests on is durable when it is given. */
    ANSWERS_ARE_DURABLE,
    /** An acknowledged send is there until it is deleted, moved, purged or too old. */
    SENDS_ARE_KEPT,
    /** What was deleted or purged with acknowledgement is never delivered again. */
    DELETES_STAY,
    /** Nothing is delivered that was not sent, or before it is durable. */
    NOTHING_IS_INVENTED,
    /** While an owner lives, a message is in one consumer's hands at a time. */
    ONE_LEASE,
    /** Messages of a group are delivered in the order in which they were sent. */
    FIFO_ORDER,
    /** While a message is in flight, nobody gets later ones of its group. */
    GROUP_EXCLUSION,
    /** Within five minutes a deduplication ID adds one message. */
    DEDUPLICATION,
    /** A message is delivered as often as its queue allows, then moved. */
    RECEIVE_LIMIT,
    /** A receive gets what there is, up to its size and the queue's limits. */
    RECEIVES_GET_WHAT_THERE_IS,
    /** What a receive says of a message is right. */
    LEASES_TELL_THE_TRUTH,
    /** A receipt handle does what its age allows. */
    HANDLES_ACT_BY_AGE,
    /** A retried receive attempt gets the same messages. */
    ATTEMPTS_ARE_REPLAYED,
    /** Long polls are answered in order of arrival, when there is something and at their end. */
    LONG_POLLS_ARE_ANSWERED,
    /** Messages leave when, and only when, their retention is over. */
    RETENTION,
    /** The figures of a queue add up. */
    COUNTS,
    /** What is written behind are the leases that changed. */
    LEASES_ARE_WRITTEN,
    /** The journal holds what was decided. */
    JOURNAL,
    /** Nobody but the owner changes the journal or hands out messages. */
    ONLY_THE_OWNER_ACTS,
    /** A handed over queue has all its leases. */
    HANDOVER_KEEPS_LEASES,
    /** What is due is done in a bounded number of steps. */
    TIMERS;

    /** Fails the run unless the promise was kept. */
    void check(boolean kept, Supplier<String> otherwise) {
        if (!kept) {
            throw new Violation(this, otherwise.get());
        }
    }
}

package io.posthorn.queue.queue;

/** What became of creating a queue. */
public sealed interface CreateResult {
    /** The queue did not exist and now does. */
    record Created(QueueDescription queue) implements CreateResult {}

    /** A queue with that key exists and was left as it is; whether it is what the caller asked for is the caller's to say. */
    record Existing(QueueDescription queue) implements CreateResult {}

    /** A queue with that key was deleted less than 60 seconds ago. */
    record DeletedRecently() implements CreateResult {}
}

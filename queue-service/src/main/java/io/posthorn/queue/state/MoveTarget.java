package io.posthorn.queue.state;

/** Where a message that leaves this queue goes, and why. */
public sealed interface MoveTarget {

    /** It was received too often: to the dead-letter queue of this queue. */
    record DeadLetterQueue(String arn) implements MoveTarget {}

    /** A move task takes it to the queue that the task names. */
    record Destination(String arn) implements MoveTarget {}

    /** A move task takes it back to the queue that it was a dead letter of; the stored payload says which. */
    record OriginalSource() implements MoveTarget {}
}

package io.posthorn.queue.state;

/** What became of one message of a send. Both are a success for the caller. */
public sealed interface Sent {

    /** The MessageId to answer with. */
    MessageId messageId();

    /** The SequenceNumber to answer with on FIFO. */
    long sequence();

    /** It is a new message. */
    record Accepted(MessageId messageId, long sequence) implements Sent {}

    /** Its deduplication ID was accepted within the last five minutes: the first message's id and sequence; nothing was added. */
    record Duplicate(MessageId messageId, long sequence) implements Sent {}
}

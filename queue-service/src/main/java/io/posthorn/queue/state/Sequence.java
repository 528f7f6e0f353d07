package io.posthorn.queue.state;

/**
 * The numbers that order a queue's messages: {@code epoch << 36 | counter}. The epoch is that of the shard's owner and grows with
 * every owner, the counter grows with every message, so sequences grow strictly over restarts without reading the journal.
 */
public final class Sequence {

    /** 2^36 messages per owner and queue: more than two years at a thousand a second. */
    static final int COUNTER_BITS = 36;

    /** The highest epoch that leaves the sequence positive. */
    public static final long MAX_EPOCH = (1L << (63 - COUNTER_BITS)) - 1;

    private static final long MAX_COUNTER = (1L << COUNTER_BITS) - 1;
    private static final int WIRE_DIGITS = 20;

    private Sequence() {}

    /** What the first sequence of an epoch follows; all sequences of earlier epochs are lower. */
    static long beforeFirst(long epoch) {
        if (epoch < 1 || epoch > MAX_EPOCH) {
            throw new IllegalArgumentException("epoch must be within 1.." + MAX_EPOCH + ": " + epoch);
        }
        return epoch << COUNTER_BITS;
    }

    static long next(long sequence) {
        if ((sequence & MAX_COUNTER) == MAX_COUNTER) {
            throw new IllegalStateException("this owner has used up the sequences of its epoch");
        }
        return sequence + 1;
    }

    /** The epoch of the owner that accepted the message. */
    public static long epoch(long sequence) {
        return sequence >>> COUNTER_BITS;
    }

    /** The SequenceNumber as the API shows it: 20 decimal digits, so that text order is number order. */
    public static String wire(long sequence) {
        String digits = Long.toString(sequence);
        return "0".repeat(WIRE_DIGITS - digits.length()) + digits;
    }
}

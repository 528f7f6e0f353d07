package io.posthorn.topic.publish;

import java.math.BigInteger;

/**
 * The sequence numbers of FIFO topics: 20 digits, growing within a group and not consecutive. A group's publications lie in
 * one partition, so their offsets are their order.
 */
public final class SequenceNumbers {
    private static final BigInteger BASE = BigInteger.TEN.pow(19);

    private SequenceNumbers() {}

    /** The number of the publication at {@code offset} of its partition. */
    public static String of(long offset) {
        return BASE.add(BigInteger.valueOf(offset)).toString();
    }
}

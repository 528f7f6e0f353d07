package io.posthorn.queue.state;

/** Turns receipt handles into the text that callers see and back. */
public final class ReceiptHandleCodec {

    /** What a text turned out to be. */
    public sealed interface Parsed {

        /** A handle that this installation issued; whether it is of the queue at hand, the queue says. */
        record Valid(ReceiptHandle handle) implements Parsed {}

        /** Not a handle of ours: ReceiptHandleIsInvalid. */
        record Invalid() implements Parsed {}
    }

    /**
     * @param key 16 secret bytes, the same in every replica and over restarts; copied
     */
    public ReceiptHandleCodec(byte[] key) {
        throw new UnsupportedOperationException();
    }

    /** The handle as text of 43 URL-safe characters. */
    public String text(ReceiptHandle handle) {
        throw new UnsupportedOperationException();
    }

    /** Reads a text that a caller sent; costs no more than its length, whatever it is. */
    public Parsed parse(String text) {
        throw new UnsupportedOperationException();
    }
}

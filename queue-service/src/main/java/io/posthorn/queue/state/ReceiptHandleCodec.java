package io.posthorn.queue.state;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/**
 * Turns receipt handles into the text that callers see and back. The text ends in a keyed authenticator, so nobody can make a handle
 * for a message that he has not received.
 *
 * <pre>
 *   queue id   8 bytes ┐
 *   sequence   8       │ big-endian, authenticated by SipHash-2-4,
 *   epoch      4       │ then all in base64url without padding
 *   ordinal    4       ┘
 *   authenticator 8
 * </pre>
 */
public final class ReceiptHandleCodec {

    /** What a text turned out to be. */
    public sealed interface Parsed {

        /** A handle that this installation issued; whether it is of the queue at hand, the queue says. */
        record Valid(ReceiptHandle handle) implements Parsed {}

        /** Not a handle of ours: ReceiptHandleIsInvalid. */
        record Invalid() implements Parsed {}
    }

    /** Length of the secret key in bytes. */
    public static final int KEY_BYTES = SipHash.KEY_BYTES;

    private static final int SIGNED_WORDS = 3;
    private static final int BYTES = (SIGNED_WORDS + 1) * Long.BYTES;
    private static final int TEXT_LENGTH = 43;
    private static final Base64.Encoder ENCODER = Base64.getUrlEncoder().withoutPadding();
    private static final Parsed INVALID = new Parsed.Invalid();

    private final SipHash authenticator;

    /**
     * @param key {@link #KEY_BYTES} secret bytes, the same in every replica and over restarts
     */
    public ReceiptHandleCodec(byte[] key) {
        authenticator = new SipHash(key);
    }

    /** The handle as text of 43 URL-safe characters. */
    public String text(ReceiptHandle handle) {
        ByteBuffer bytes = ByteBuffer.allocate(BYTES)
                .putLong(handle.queueId())
                .putLong(handle.sequence())
                .putInt(Math.toIntExact(handle.leaseEpoch()))
                .putInt(handle.ordinal());
        bytes.putLong(authenticator.of(bytes.array(), SIGNED_WORDS));
        return new String(ENCODER.encode(bytes.array()), StandardCharsets.ISO_8859_1);
    }

    /** Reads a text that a caller sent; a text of another length costs nothing. */
    public Parsed parse(String text) {
        if (text.length() != TEXT_LENGTH) {
            return INVALID;
        }
        byte[] bytes;
        try {
            bytes = Base64.getUrlDecoder().decode(text);
        } catch (IllegalArgumentException _) {
            return INVALID;
        }
        ByteBuffer fields = ByteBuffer.wrap(bytes);
        ReceiptHandle handle = new ReceiptHandle(fields.getLong(), fields.getLong(), fields.getInt(), fields.getInt());
        // A plain comparison of words: it takes the same time whichever bits differ.
        boolean authentic = bytes.length == BYTES && fields.getLong() == authenticator.of(bytes, SIGNED_WORDS);
        return authentic ? new Parsed.Valid(handle) : INVALID;
    }

    /** Says nothing of the key. */
    @Override
    public String toString() {
        return "ReceiptHandleCodec";
    }
}

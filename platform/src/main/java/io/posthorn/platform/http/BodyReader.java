package io.posthorn.platform.http;

import io.vertx.core.buffer.Buffer;
import org.jspecify.annotations.Nullable;

/**
 * Gathers a body up to a limit. What is past it is counted and dropped, so that a client may finish and hear why. For one
 * event loop.
 */
public final class BodyReader {
    private static final byte[] EMPTY = new byte[0];

    private final int maxBytes;
    private @Nullable Buffer gathered;
    private boolean copied;
    private long received;

    /** A reader that keeps {@code maxBytes} at most. */
    public BodyReader(int maxBytes) {
        this.maxBytes = maxBytes;
    }

    /** The next part came. */
    public void add(Buffer chunk) {
        received += chunk.length();
        if (isTooLong()) {
            gathered = null;
        } else if (gathered == null) {
            // most bodies are one chunk, which then needs no copy
            gathered = chunk;
        } else {
            if (!copied) {
                gathered = Buffer.buffer(gathered.length() + chunk.length()).appendBuffer(gathered);
                copied = true;
            }
            gathered.appendBuffer(chunk);
        }
    }

    /** Whether more came than is kept: then nothing is kept at all. */
    public boolean isTooLong() {
        return received > maxBytes;
    }

    /** Whether so much came past the limit that reading on only helps the sender to waste our time. */
    public boolean isAbusive() {
        return received > 4L * maxBytes;
    }

    /** The whole body. */
    public byte[] bytes() {
        return gathered == null ? EMPTY : gathered.getBytes();
    }
}

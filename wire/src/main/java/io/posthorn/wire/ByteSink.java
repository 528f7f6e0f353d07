package io.posthorn.wire;

import java.util.Arrays;

/**
 * Bytes being written: grows as needed. {@link #borrowed} takes the thread's own buffer, since growing a new one for every
 * answer costs more than writing it.
 */
final class ByteSink {
    /** The longest buffer that a thread keeps: larger answers are rare and may pay for their own. */
    private static final int MAX_KEPT_BYTES = 64 * 1024;

    private static final int FIRST_KEPT_BYTES = 2 * 1024;
    private static final ThreadLocal<byte[]> KEPT = new ThreadLocal<>();

    private byte[] bytes;
    private int size;

    ByteSink(int expected) {
        bytes = new byte[Math.max(16, expected)];
    }

    private ByteSink(byte[] buffer) {
        bytes = buffer;
    }

    /** A sink on the thread's buffer; {@link #release} gives it back. Whoever fails to costs a new buffer, no more. */
    static ByteSink borrowed() {
        byte[] kept = KEPT.get();
        if (kept == null) {
            return new ByteSink(FIRST_KEPT_BYTES);
        }
        KEPT.set(null);
        return new ByteSink(kept);
    }

    /** The bytes written; the sink must not be used again. */
    byte[] release() {
        byte[] written = Arrays.copyOf(bytes, size);
        if (bytes.length <= MAX_KEPT_BYTES) {
            KEPT.set(bytes);
        }
        return written;
    }

    void ascii(char c) {
        reserve(1);
        bytes[size++] = (byte) c;
    }

    /** Text that is known to be ASCII. */
    void ascii(String text) {
        int length = text.length();
        reserve(length);
        for (int i = 0; i < length; i++) {
            bytes[size + i] = (byte) text.charAt(i);
        }
        size += length;
    }

    void bytes(byte[] more) {
        reserve(more.length);
        System.arraycopy(more, 0, bytes, size, more.length);
        size += more.length;
    }

    /** A character outside ASCII in UTF-8; a surrogate here is a mistake of the caller's. */
    void codePoint(int c) {
        reserve(4);
        if (c < 0x80) {
            bytes[size++] = (byte) c;
        } else if (c < 0x800) {
            bytes[size++] = (byte) (0xC0 | (c >> 6));
            bytes[size++] = (byte) (0x80 | (c & 0x3F));
        } else if (c < 0x10000) {
            bytes[size++] = (byte) (0xE0 | (c >> 12));
            bytes[size++] = (byte) (0x80 | ((c >> 6) & 0x3F));
            bytes[size++] = (byte) (0x80 | (c & 0x3F));
        } else {
            bytes[size++] = (byte) (0xF0 | (c >> 18));
            bytes[size++] = (byte) (0x80 | ((c >> 12) & 0x3F));
            bytes[size++] = (byte) (0x80 | ((c >> 6) & 0x3F));
            bytes[size++] = (byte) (0x80 | (c & 0x3F));
        }
    }

    /**
     * Writes the characters of {@code text} from {@code from} on that are ASCII and not in {@code escaped}, and answers
     * where it stopped.
     */
    int plain(String text, int from, boolean[] escaped) {
        int length = text.length();
        reserve(length - from);
        byte[] to = bytes;
        int at = size;
        int i = from;
        while (i < length) {
            char c = text.charAt(i);
            if (c >= 0x80 || escaped[c]) {
                break;
            }
            to[at++] = (byte) c;
            i++;
        }
        size = at;
        return i;
    }

    int size() {
        return size;
    }

    /** Forgets what was written after the first {@code to} bytes. */
    void truncate(int to) {
        size = to;
    }

    byte[] toByteArray() {
        return size == bytes.length ? bytes : Arrays.copyOf(bytes, size);
    }

    private void reserve(int more) {
        if (bytes.length - size < more) {
            int wanted = Math.addExact(size, more);
            int doubled = (int) Math.min(Integer.MAX_VALUE - 8L, bytes.length * 2L);
            bytes = Arrays.copyOf(bytes, Math.max(wanted, doubled));
        }
    }
}

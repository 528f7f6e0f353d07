package io.posthorn.bench.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.Arrays;

/** A growing row of bytes that is used again and again. For one thread. */
public final class Bytes {
    private static final int FIRST_SIZE = 1024;

    private byte[] bytes = new byte[FIRST_SIZE];
    private int size;

    /** Forgets its content. */
    public Bytes clear() {
        size = 0;
        return this;
    }

    /** Adds bytes. */
    public Bytes add(byte[] more) {
        return add(more, 0, more.length);
    }

    /** Adds a part of other bytes. */
    public Bytes add(byte[] more, int from, int length) {
        if (size + length > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, size + length));
        }
        System.arraycopy(more, from, bytes, size, length);
        size += length;
        return this;
    }

    /** Adds the content of {@code other}. */
    public Bytes add(Bytes other) {
        return add(other.bytes, 0, other.size);
    }

    /** The array that holds the content, from 0 to {@link #size()}. */
    public byte[] array() {
        return bytes;
    }

    public int size() {
        return size;
    }

    @Override
    public String toString() {
        return new String(bytes, 0, size, ISO_8859_1);
    }
}

package io.posthorn.signer.sigv4;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Bytes written one after another into an array that grows and is used again. Of one thread. */
final class ByteSink {
    private byte[] bytes;
    private int size;

    ByteSink(int capacity) {
        bytes = new byte[Math.max(16, capacity)];
    }

    byte[] bytes() {
        return bytes;
    }

    int size() {
        return size;
    }

    /** Forgets everything from {@code newSize} on. */
    void truncate(int newSize) {
        size = newSize;
    }

    void write(int b) {
        if (size == bytes.length) {
            grow(1);
        }
        bytes[size++] = (byte) b;
    }

    void write(byte[] source, int from, int length) {
        if (bytes.length - size < length) {
            grow(length);
        }
        System.arraycopy(source, from, bytes, size, length);
        size += length;
    }

    /**
     * Writes text that came off the wire. HTTP's text is bytes that were widened to chars, so a char up to 0xFF is that
     * byte; anything above can only have come from a program and is written as UTF-8.
     */
    void wire(String text) {
        wire(text, 0, text.length());
    }

    void wire(String text, int from, int to) {
        for (int i = from; i < to; i++) {
            char c = text.charAt(i);
            if (c <= 0xFF) {
                write(c);
            } else {
                int codePoint = text.codePointAt(i);
                byte[] encoded = Character.toString(codePoint).getBytes(StandardCharsets.UTF_8);
                write(encoded, 0, encoded.length);
                i += Character.charCount(codePoint) - 1;
            }
        }
    }

    void hex(byte[] source, int length) {
        if (bytes.length - size < 2 * length) {
            grow(2 * length);
        }
        for (int i = 0; i < length; i++) {
            bytes[size++] = (byte) Character.forDigit(source[i] >> 4 & 0xF, 16);
            bytes[size++] = (byte) Character.forDigit(source[i] & 0xF, 16);
        }
    }

    String text(Charset charset) {
        return new String(bytes, 0, size, charset);
    }

    private void grow(int more) {
        bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, size + more));
    }
}

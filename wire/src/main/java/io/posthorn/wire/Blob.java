package io.posthorn.wire;

import java.util.Arrays;
import java.util.Base64;

/** Bytes as a value: immutable, equal by content, base64 on the wire. */
public final class Blob {
    /** No bytes. */
    public static final Blob EMPTY = new Blob(new byte[0]);

    private final byte[] bytes;

    private Blob(byte[] bytes) {
        this.bytes = bytes;
    }

    /** A copy of {@code bytes}. */
    public static Blob of(byte[] bytes) {
        return bytes.length == 0 ? EMPTY : new Blob(bytes.clone());
    }

    /** Takes {@code bytes} over: the caller keeps no reference. */
    static Blob wrap(byte[] bytes) {
        return bytes.length == 0 ? EMPTY : new Blob(bytes);
    }

    /** The bytes that {@code base64} says (RFC 4648 section 4); throws IllegalArgumentException when it says none. */
    public static Blob ofBase64(String base64) {
        return wrap(Base64.getDecoder().decode(base64));
    }

    /** How many bytes there are. */
    public int size() {
        return bytes.length;
    }

    /** A copy of the bytes. */
    public byte[] bytes() {
        return bytes.clone();
    }

    /** The bytes in base64 (RFC 4648 section 4, padded). */
    public String base64() {
        return Base64.getEncoder().encodeToString(bytes);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Blob blob && Arrays.equals(bytes, blob.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    /** The size only: the bytes may be a message. */
    @Override
    public String toString() {
        return "Blob[" + bytes.length + " bytes]";
    }
}

package io.posthorn.signer.sigv4;

import java.nio.charset.StandardCharsets;

/** Percent-encoding as Signature Version 4 wants it: all but {@code A-Z a-z 0-9 - _ . ~}, in upper-case hex. */
final class PercentCoding {
    private static final byte[] HEX = "0123456789ABCDEF".getBytes(StandardCharsets.US_ASCII);
    private static final boolean[] UNRESERVED = unreserved();

    private PercentCoding() {}

    /** Writes {@code b}, encoded unless it is unreserved. */
    static void encode(int b, ByteSink out) {
        if (UNRESERVED[b & 0xFF]) {
            out.write(b);
        } else {
            out.write('%');
            out.write(HEX[b >> 4 & 0xF]);
            out.write(HEX[b & 0xF]);
        }
    }

    /** Encodes wire text from {@code from} to {@code to} as it stands: a {@code %} in it becomes {@code %25}. */
    static void encode(String text, int from, int to, ByteSink out) {
        for (int i = from; i < to; i++) {
            i = encodeChar(text, i, out);
        }
    }

    /**
     * Writes wire text from {@code from} to {@code to} of a query in the one form that its meaning has: decoded and
     * encoded again. A {@code +} is a space there, as it is to whoever decodes the parameters.
     */
    static void recode(String text, int from, int to, ByteSink out) {
        for (int i = from; i < to; i++) {
            char c = text.charAt(i);
            int escaped = c == '%' ? escaped(text, i, to) : -1;
            if (escaped >= 0) {
                encode(escaped, out);
                i += 2;
            } else if (c == '+') {
                encode(' ', out);
            } else {
                i = encodeChar(text, i, out);
            }
        }
    }

    /** Decodes wire text of a query into bytes. */
    static void decode(String text, int from, int to, ByteSink out) {
        for (int i = from; i < to; i++) {
            char c = text.charAt(i);
            int escaped = c == '%' ? escaped(text, i, to) : -1;
            if (escaped >= 0) {
                out.write(escaped);
                i += 2;
            } else {
                out.wire(c == '+' ? " " : text.substring(i, i + 1));
            }
        }
    }

    /** Encodes the char or surrogate pair at {@code at} and answers the index of its last char. */
    private static int encodeChar(String text, int at, ByteSink out) {
        char c = text.charAt(at);
        if (c <= 0xFF) {
            encode(c, out);
            return at;
        }
        int codePoint = text.codePointAt(at);
        for (byte b : Character.toString(codePoint).getBytes(StandardCharsets.UTF_8)) {
            encode(b, out);
        }
        return at + Character.charCount(codePoint) - 1;
    }

    /** The byte that {@code %XX} at {@code at} stands for, or -1 when that is not what stands there. */
    private static int escaped(String text, int at, int to) {
        if (at + 2 >= to) {
            return -1;
        }
        int high = Character.digit(text.charAt(at + 1), 16);
        int low = Character.digit(text.charAt(at + 2), 16);
        return high < 0 || low < 0 ? -1 : high << 4 | low;
    }

    private static boolean[] unreserved() {
        boolean[] table = new boolean[256];
        for (char c : "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.~".toCharArray()) {
            table[c] = true;
        }
        return table;
    }
}

package io.posthorn.bench.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

/**
 * A look at the JSON of an answer, for what a client must know of it. Finds members by their quoted name, which the
 * generator's own message bodies do not contain.
 */
public final class Body {
    private final byte[] bytes;
    private final int from;
    private final int end;

    Body(byte[] bytes, int from, int end) {
        this.bytes = bytes;
        this.from = from;
        this.end = end;
    }

    /** A body of its own. */
    public static Body of(String json) {
        byte[] bytes = json.getBytes(ISO_8859_1);
        return new Body(bytes, 0, bytes.length);
    }

    /** A member's name as {@link #count} and {@link #value} look for it. */
    public static byte[] name(String member) {
        return ('"' + member + '"').getBytes(ISO_8859_1);
    }

    /** How often a member of this name is there. */
    public int count(byte[] name) {
        int found = 0;
        for (int at = find(name, from); at >= 0; at = find(name, at)) {
            found++;
        }
        return found;
    }

    /**
     * Finds the text of the next member of this name.
     *
     * @param name of the member
     * @param cursor where the search starts: 0, or what the last call left; afterwards behind the value
     * @param into takes the value as it stands in the JSON, still escaped
     * @return whether there is one
     */
    public boolean value(byte[] name, Cursor cursor, Bytes into) {
        int at = find(name, from + cursor.at);
        if (at < 0) {
            return false;
        }
        while (at < end && (bytes[at] == ':' || bytes[at] == ' ')) {
            at++;
        }
        if (at >= end || bytes[at] != '"') {
            return false;
        }
        int start = ++at;
        while (at < end && bytes[at] != '"') {
            at += bytes[at] == '\\' ? 2 : 1;
        }
        if (at >= end) {
            return false;
        }
        into.add(bytes, start, at - start);
        cursor.at = at + 1 - from;
        return true;
    }

    private int find(byte[] name, int start) {
        int last = end - name.length;
        byte second = name[1];
        for (int i = start; i <= last; i++) {
            if (bytes[i] == '"' && bytes[i + 1] == second && matches(name, i)) {
                return i + name.length;
            }
        }
        return -1;
    }

    private boolean matches(byte[] name, int at) {
        for (int i = 2; i < name.length; i++) {
            if (bytes[at + i] != name[i]) {
                return false;
            }
        }
        return true;
    }

    /** How far a search has come. */
    public static final class Cursor {
        private int at;

        /** Back to the start. */
        public void reset() {
            at = 0;
        }
    }
}

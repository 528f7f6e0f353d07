package io.posthorn.wire;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * Writes records as JSON in UTF-8. Absent members are left out. An unpaired surrogate is written as its {@code \\u}
 * escape, so that any Java string is read back as it was.
 */
final class JsonWriter {
    private static final boolean[] ESCAPED = new boolean[0x80];
    private static final char[] HEX = "0123456789abcdef".toCharArray();

    static {
        for (int c = 0; c < ' '; c++) {
            ESCAPED[c] = true;
        }
        ESCAPED['"'] = true;
        ESCAPED['\\'] = true;
    }

    private final ByteSink out;
    private final boolean emptyLists;

    /**
     * A writer to {@code out}.
     *
     * @param emptyLists whether empty lists and maps are written; answers leave them out
     */
    JsonWriter(ByteSink out, boolean emptyLists) {
        this.out = out;
        this.emptyLists = emptyLists;
    }

    void structure(Structure shape, Record value) {
        out.ascii('{');
        boolean first = true;
        for (Member member : shape.members()) {
            Object part = member.in(value);
            if (part == null || (!emptyLists && isEmptyList(part))) {
                continue;
            }
            if (!first) {
                out.ascii(',');
            }
            first = false;
            out.bytes(member.jsonName());
            value(member.shape(), part);
        }
        out.ascii('}');
    }

    static boolean isEmptyList(Object value) {
        return (value instanceof List<?> list && list.isEmpty()) || (value instanceof Map<?, ?> map && map.isEmpty());
    }

    private void value(ValueShape shape, Object value) {
        switch (shape) {
            case Scalar scalar -> scalar(scalar, value);
            case Structure structure -> structure(structure, (Record) value);
            case ValueShape.Sequence sequence -> sequence(sequence.element(), (List<?>) value);
            case ValueShape.Mapping mapping -> mapping(mapping.value(), (Map<?, ?>) value);
        }
    }

    private void sequence(ValueShape element, List<?> values) {
        out.ascii('[');
        boolean first = true;
        for (Object value : values) {
            if (!first) {
                out.ascii(',');
            }
            first = false;
            value(element, value);
        }
        out.ascii(']');
    }

    private void mapping(ValueShape shape, Map<?, ?> values) {
        out.ascii('{');
        boolean first = true;
        for (Map.Entry<?, ?> entry : values.entrySet()) {
            if (!first) {
                out.ascii(',');
            }
            first = false;
            string(out, (String) entry.getKey());
            out.ascii(':');
            value(shape, entry.getValue());
        }
        out.ascii('}');
    }

    void scalar(Scalar scalar, Object value) {
        switch (scalar) {
            case STRING -> string(out, (String) value);
            case INTEGER, LONG, BOOLEAN, DECIMAL -> out.ascii(value.toString());
            case DOUBLE -> real((Double) value);
            case INSTANT -> instant((Instant) value);
            case BLOB -> {
                out.ascii('"');
                out.ascii(((Blob) value).base64());
                out.ascii('"');
            }
        }
    }

    /** JSON has no number for these, so they are strings, as AWS writes them. */
    private void real(Double value) {
        if (value.isNaN() || value.isInfinite()) {
            string(out, value.toString());
        } else {
            out.ascii(value.toString());
        }
    }

    private void instant(Instant value) {
        if (value.getNano() == 0) {
            out.ascii(Long.toString(value.getEpochSecond()));
        } else {
            out.ascii(BigDecimal.valueOf(value.getEpochSecond())
                    .add(BigDecimal.valueOf(value.getNano(), 9))
                    .stripTrailingZeros()
                    .toPlainString());
        }
    }

    static void string(ByteSink out, String text) {
        out.ascii('"');
        int length = text.length();
        int i = 0;
        while ((i = out.plain(text, i, ESCAPED)) < length) {
            char c = text.charAt(i++);
            if (c < 0x80) {
                escape(out, c);
            } else if (!Character.isSurrogate(c)) {
                out.codePoint(c);
            } else if (Character.isHighSurrogate(c) && i < length && Character.isLowSurrogate(text.charAt(i))) {
                out.codePoint(Character.toCodePoint(c, text.charAt(i++)));
            } else {
                unicode(out, c);
            }
        }
        out.ascii('"');
    }

    private static void escape(ByteSink out, char c) {
        switch (c) {
            case '"' -> out.ascii("\\\"");
            case '\\' -> out.ascii("\\\\");
            case '\n' -> out.ascii("\\n");
            case '\r' -> out.ascii("\\r");
            case '\t' -> out.ascii("\\t");
            default -> unicode(out, c);
        }
    }

    private static void unicode(ByteSink out, char c) {
        out.ascii("\\u");
        for (int shift = 12; shift >= 0; shift -= 4) {
            out.ascii(HEX[(c >> shift) & 0xF]);
        }
    }

    /** The bytes of {@code value} alone. */
    static byte[] body(Structure shape, Record value, boolean emptyLists) {
        ByteSink out = ByteSink.borrowed();
        new JsonWriter(out, emptyLists).structure(shape, value);
        return out.release();
    }
}

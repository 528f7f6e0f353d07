package io.posthorn.wire;

import java.util.List;
import java.util.Map;

/**
 * Writes records as the XML of the query protocol. Carriage returns are character references, so that every text that
 * XML 1.0 can carry is read back as it was. What it cannot carry at all (most control characters, unpaired surrogates,
 * U+FFFE and U+FFFF) is written as U+FFFD: an answer is always well-formed.
 */
final class XmlWriter {
    private static final int REPLACEMENT = 0xFFFD;
    private static final XmlName MEMBER = new XmlName("member");
    private static final XmlName ENTRY = new XmlName("entry");
    private static final boolean[] ESCAPED = new boolean[0x80];

    static {
        for (int c = 0; c < ' '; c++) {
            ESCAPED[c] = c != '\t' && c != '\n';
        }
        for (char c : new char[] {'<', '>', '&', '"'}) {
            ESCAPED[c] = true;
        }
    }

    private final ByteSink out;

    XmlWriter(ByteSink out) {
        this.out = out;
    }

    /** The members of {@code value}, in {@code name}. */
    void structure(XmlName name, Structure shape, Record value) {
        int before = out.size();
        name.open(out);
        int opened = out.size();
        for (Member member : shape.members()) {
            Object part = member.in(value);
            if (part != null && (isWrapped(member.shape()) || !JsonWriter.isEmptyList(part))) {
                member(member.queryName(), member.shape(), part);
            }
        }
        if (out.size() == opened) {
            out.truncate(before);
            name.empty(out);
        } else {
            name.close(out);
        }
    }

    /** Whether a list or map has an element of its own, which is there when it is empty: SDKs read an empty list then. */
    private static boolean isWrapped(ValueShape shape) {
        return switch (shape) {
            case ValueShape.Sequence sequence -> !sequence.flattened();
            case ValueShape.Mapping mapping -> !mapping.flattened();
            case Scalar scalar -> false;
            case Structure structure -> false;
        };
    }

    private void member(XmlName name, ValueShape shape, Object value) {
        switch (shape) {
            case Scalar scalar -> scalar(name, scalar, value);
            case Structure structure -> structure(name, structure, (Record) value);
            case ValueShape.Sequence(ValueShape element, boolean flattened) -> {
                XmlName each = flattened ? name : MEMBER;
                wrap(name, flattened, true);
                for (Object part : (List<?>) value) {
                    member(each, element, part);
                }
                wrap(name, flattened, false);
            }
            case ValueShape.Mapping mapping -> {
                XmlName each = mapping.flattened() ? name : ENTRY;
                wrap(name, mapping.flattened(), true);
                for (Map.Entry<?, ?> entry : ((Map<?, ?>) value).entrySet()) {
                    each.open(out);
                    scalar(mapping.key(), Scalar.STRING, entry.getKey());
                    member(mapping.valueName(), mapping.value(), entry.getValue());
                    each.close(out);
                }
                wrap(name, mapping.flattened(), false);
            }
        }
    }

    private void wrap(XmlName name, boolean flattened, boolean open) {
        if (!flattened && open) {
            name.open(out);
        } else if (!flattened) {
            name.close(out);
        }
    }

    private void scalar(XmlName name, Scalar scalar, Object value) {
        name.open(out);
        text(out, scalar.format(value));
        name.close(out);
    }

    static void text(ByteSink out, String text) {
        int length = text.length();
        int i = 0;
        while ((i = out.plain(text, i, ESCAPED)) < length) {
            char c = text.charAt(i++);
            if (c < 0x80) {
                escape(out, c);
            } else if (Character.isHighSurrogate(c) && i < length && Character.isLowSurrogate(text.charAt(i))) {
                out.codePoint(Character.toCodePoint(c, text.charAt(i++)));
            } else if (Character.isSurrogate(c) || c > REPLACEMENT) {
                out.codePoint(REPLACEMENT);
            } else {
                out.codePoint(c);
            }
        }
    }

    private static void escape(ByteSink out, char c) {
        switch (c) {
            case '<' -> out.ascii("&lt;");
            case '>' -> out.ascii("&gt;");
            case '&' -> out.ascii("&amp;");
            case '"' -> out.ascii("&quot;");
            case '\r' -> out.ascii("&#xD;");
            default -> out.codePoint(REPLACEMENT);
        }
    }
}

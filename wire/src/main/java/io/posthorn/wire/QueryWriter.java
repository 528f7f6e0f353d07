package io.posthorn.wire;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/**
 * Writes records as query parameters in a form, as the SDKs do. An empty list, map or structure is its name with an
 * empty value. The protocol cannot say an unpaired surrogate: it is written as {@code ?}.
 */
final class QueryWriter {
    private static final char[] HEX = "0123456789ABCDEF".toCharArray();
    private static final boolean[] UNRESERVED = new boolean[0x80];

    static {
        for (char c = 0; c < 0x80; c++) {
            UNRESERVED[c] = Character.isLetterOrDigit(c) || "-._~".indexOf(c) >= 0;
        }
    }

    private final ByteSink out = ByteSink.borrowed();

    /** The form; the writer must not be used again. */
    byte[] toByteArray() {
        return out.release();
    }

    void parameter(String name, String value) {
        if (out.size() > 0) {
            out.ascii('&');
        }
        out.ascii(name);
        out.ascii('=');
        for (byte b : value.getBytes(StandardCharsets.UTF_8)) {
            if (b >= 0 && UNRESERVED[b]) {
                out.ascii((char) b);
            } else {
                out.ascii('%');
                out.ascii(HEX[(b >> 4) & 0xF]);
                out.ascii(HEX[b & 0xF]);
            }
        }
    }

    /** Writes the members of {@code value} under {@code prefix}, which is empty or ends in a dot; answers whether any. */
    boolean structure(Structure shape, Record value, String prefix) {
        boolean any = false;
        for (Member member : shape.members()) {
            Object part = member.in(value);
            // An absent list that the record takes as empty needs no parameter.
            if (part != null && (member.nullable() || !JsonWriter.isEmptyList(part))) {
                value(member.shape(), part, prefix + member.queryName().text());
                any = true;
            }
        }
        return any;
    }

    private void value(ValueShape shape, Object value, String name) {
        switch (shape) {
            case Scalar scalar -> parameter(name, scalar.format(value));
            case Structure structure -> {
                if (!structure(structure, (Record) value, name + ".")) {
                    parameter(name, "");
                }
            }
            case ValueShape.Sequence sequence -> sequence(sequence, (List<?>) value, name);
            case ValueShape.Mapping mapping -> mapping(mapping, (Map<?, ?>) value, name);
        }
    }

    private void sequence(ValueShape.Sequence shape, List<?> values, String name) {
        if (values.isEmpty()) {
            parameter(name, "");
        }
        String prefix = shape.flattened() ? name + "." : name + ".member.";
        int index = 1;
        for (Object value : values) {
            value(shape.element(), value, prefix + index++);
        }
    }

    private void mapping(ValueShape.Mapping shape, Map<?, ?> values, String name) {
        if (values.isEmpty()) {
            parameter(name, "");
        }
        String prefix = shape.flattened() ? name + "." : name + ".entry.";
        int index = 1;
        for (Map.Entry<?, ?> entry : values.entrySet()) {
            parameter(prefix + index + "." + shape.key().text(), (String) entry.getKey());
            value(
                    shape.value(),
                    entry.getValue(),
                    prefix + index + "." + shape.valueName().text());
            index++;
        }
    }
}

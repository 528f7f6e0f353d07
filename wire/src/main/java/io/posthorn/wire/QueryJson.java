package io.posthorn.wire;

import java.util.List;
import java.util.Map;

/**
 * The JSON form of query answers: the envelope of the XML, absent members and empty lists as null, and maps as lists of
 * pairs.
 */
final class QueryJson {
    private static final String NULL = "null";

    private final ByteSink out;
    private final JsonWriter scalars;

    private QueryJson(ByteSink out) {
        this.out = out;
        this.scalars = new JsonWriter(out, true);
    }

    static byte[] answer(OperationPlan plan, Record output, String requestId) {
        ByteSink out = ByteSink.borrowed();
        out.ascii('{');
        name(out, plan.response().text());
        out.ascii('{');
        if (!plan.isVoid()) {
            name(out, plan.result().text());
            new QueryJson(out).structure(plan.output(), output);
            out.ascii(',');
        }
        out.ascii("\"ResponseMetadata\":{\"RequestId\":");
        JsonWriter.string(out, requestId);
        out.ascii("}}}");
        return out.release();
    }

    static byte[] error(ApiException error, String requestId) {
        ByteSink out = ByteSink.borrowed();
        out.ascii("{\"Error\":{\"Code\":");
        JsonWriter.string(out, error.error().queryCode());
        out.ascii(",\"Message\":");
        JsonWriter.string(out, error.textIn(Protocol.AWS_QUERY_JSON));
        out.ascii(",\"Type\":");
        JsonWriter.string(out, error.error().fault().wireName());
        out.ascii("},\"RequestId\":");
        JsonWriter.string(out, requestId);
        out.ascii('}');
        return out.release();
    }

    private void structure(Structure shape, Record value) {
        char before = '{';
        for (Member member : shape.members()) {
            out.ascii(before);
            before = ',';
            name(out, member.queryJsonName());
            Object part = member.in(value);
            if (part == null || JsonWriter.isEmptyList(part)) {
                out.ascii(NULL);
            } else {
                value(member.shape(), part);
            }
        }
        if (before == '{') {
            out.ascii(before);
        }
        out.ascii('}');
    }

    private void value(ValueShape shape, Object value) {
        switch (shape) {
            case Scalar scalar -> scalars.scalar(scalar, value);
            case Structure structure -> structure(structure, (Record) value);
            case ValueShape.Sequence sequence -> {
                char before = '[';
                for (Object part : (List<?>) value) {
                    out.ascii(before);
                    before = ',';
                    value(sequence.element(), part);
                }
                out.ascii(before == '[' ? "[]" : "]");
            }
            case ValueShape.Mapping mapping -> {
                char before = '[';
                for (Map.Entry<?, ?> entry : ((Map<?, ?>) value).entrySet()) {
                    out.ascii(before);
                    before = ',';
                    out.ascii('{');
                    name(out, mapping.key().text());
                    JsonWriter.string(out, (String) entry.getKey());
                    out.ascii(',');
                    name(out, mapping.valueName().text());
                    value(mapping.value(), entry.getValue());
                    out.ascii('}');
                }
                out.ascii(before == '[' ? "[]" : "]");
            }
        }
    }

    private static void name(ByteSink out, String name) {
        JsonWriter.string(out, name);
        out.ascii(':');
    }
}

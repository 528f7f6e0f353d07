package io.posthorn.wire;

import java.nio.charset.StandardCharsets;

/** What the query protocol puts around an output and an error. */
final class XmlEnvelope {
    private static final byte[] ERROR_BEGIN = ascii("<?xml version=\"1.0\"?><ErrorResponse");
    private static final byte[] ERROR_TYPE = ascii("><Error><Type>");
    private static final byte[] ERROR_CODE = ascii("</Type><Code>");
    private static final byte[] ERROR_MESSAGE = ascii("</Code><Message>");
    private static final byte[] ERROR_DETAIL = ascii("</Message><Detail/></Error><RequestId>");
    private static final byte[] ERROR_END = ascii("</RequestId></ErrorResponse>");
    private static final byte[] METADATA = ascii("<ResponseMetadata><RequestId>");
    private static final byte[] METADATA_END = ascii("</RequestId></ResponseMetadata>");

    /** The attribute with its leading space; empty for none. */
    private final byte[] namespace;

    XmlEnvelope(String namespace) {
        ByteSink out = new ByteSink(64);
        if (!namespace.isEmpty()) {
            out.ascii(" xmlns=\"");
            XmlWriter.text(out, namespace);
            out.ascii('"');
        }
        this.namespace = out.toByteArray();
    }

    byte[] answer(OperationPlan plan, Record output, String requestId) {
        ByteSink out = ByteSink.borrowed();
        out.ascii('<');
        out.ascii(plan.response().text());
        out.bytes(namespace);
        out.ascii('>');
        if (!plan.isVoid()) {
            new XmlWriter(out).structure(plan.result(), plan.output(), output);
        }
        out.bytes(METADATA);
        XmlWriter.text(out, requestId);
        out.bytes(METADATA_END);
        plan.response().close(out);
        return out.release();
    }

    byte[] error(ApiException error, String requestId) {
        ByteSink out = ByteSink.borrowed();
        out.bytes(ERROR_BEGIN);
        out.bytes(namespace);
        out.bytes(ERROR_TYPE);
        out.ascii(error.error().fault().wireName());
        out.bytes(ERROR_CODE);
        XmlWriter.text(out, error.error().queryCode());
        out.bytes(ERROR_MESSAGE);
        XmlWriter.text(out, error.textIn(Protocol.AWS_QUERY));
        out.bytes(ERROR_DETAIL);
        XmlWriter.text(out, requestId);
        out.bytes(ERROR_END);
        return out.release();
    }

    static Record readAnswer(OperationPlan plan, WireResponse response, RequestLimits limits) {
        try (XmlReader reader = new XmlReader(response.body(), limits)) {
            requireElement(reader, plan.response().text());
            Record output = plan.isVoid() ? OperationShape.Nothing.NOTHING : null;
            String name;
            while ((name = reader.enter()) != null) {
                if (output == null && name.equals(plan.result().text())) {
                    output = reader.structure(plan.output());
                } else {
                    reader.skip();
                }
            }
            if (output == null) {
                throw new MalformedInput("The answer has no " + plan.result().text() + ".");
            }
            reader.end();
            return output;
        }
    }

    /** The error that {@code response} says; its JSON type is its query code, which is all that this protocol tells. */
    static ApiException readError(WireResponse response, RequestLimits limits) {
        String code = "";
        String message = "";
        Fault fault = response.status() < 500 ? Fault.SENDER : Fault.RECEIVER;
        try (XmlReader reader = new XmlReader(response.body(), limits)) {
            requireElement(reader, "ErrorResponse");
            requireElement(reader, "Error");
            String name;
            while ((name = reader.enter()) != null) {
                String text = reader.text();
                switch (name) {
                    case "Code" -> code = text;
                    case "Message" -> message = text;
                    case "Type" -> fault = text.equals(Fault.RECEIVER.wireName()) ? Fault.RECEIVER : Fault.SENDER;
                    default -> {}
                }
            }
        }
        return new ApiError(code, code, response.status(), fault).because(message);
    }

    private static void requireElement(XmlReader reader, String name) {
        if (!name.equals(reader.enter())) {
            throw new MalformedInput("The answer has no " + name + ".");
        }
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}

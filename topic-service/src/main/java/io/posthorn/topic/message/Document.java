package io.posthorn.topic.message;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Map;

/**
 * Writes a document as the service prints it: one member a line, a space on both sides of each colon. Receivers parse it
 * as any JSON, yet some compare or log it as text.
 */
final class Document {
    private static final DateTimeFormatter TIMESTAMP = DateTimeFormatter.ofPattern(
                    "uuuu-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    private final StringBuilder json = new StringBuilder(1024);

    private Document() {}

    /** A document of {@code type}. */
    static Document of(String type) {
        return new Document().with("Type", type);
    }

    /** {@code time} with three digits of a second, as signed and printed; what is beyond is cut off. */
    static String timestamp(Instant time) {
        return TIMESTAMP.format(time);
    }

    Document with(String key, String value) {
        next(key);
        quote(value);
        return this;
    }

    Document with(Signature signature) {
        return with("SignatureVersion", signature.version())
                .with("Signature", signature.value())
                .with("SigningCertURL", signature.certificateUrl());
    }

    Document with(MessageAttributes attributes) {
        if (attributes.isEmpty()) {
            return this;
        }
        next("MessageAttributes");
        char before = '{';
        for (Map.Entry<String, MessageAttribute> attribute : attributes.values().entrySet()) {
            json.append(before).append("\n    ");
            quote(attribute.getKey());
            json.append(" : {\"Type\":");
            quote(attribute.getValue().dataType());
            json.append(",\"Value\":");
            quote(
                    switch (attribute.getValue()) {
                        case MessageAttribute.Text text -> text.value();
                        case MessageAttribute.Binary binary -> binary.value().base64();
                    });
            json.append('}');
            before = ',';
        }
        json.append("\n  }");
        return this;
    }

    /** The document. */
    String print() {
        return json + "\n}";
    }

    private void next(String key) {
        json.append(json.isEmpty() ? "{" : ",").append("\n  ");
        quote(key);
        json.append(" : ");
    }

    private void quote(String text) {
        json.append('"');
        JsonStringEncoder.getInstance().quoteAsString(text, json);
        json.append('"');
    }
}

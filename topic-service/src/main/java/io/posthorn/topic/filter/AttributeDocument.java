package io.posthorn.topic.filter;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.io.JsonStringEncoder;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.posthorn.topic.message.MessageAttribute;
import io.posthorn.topic.message.MessageAttributes;
import java.math.BigDecimal;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Message attributes as the JSON object that policies are matched with: Number as number, String as string, String.Array
 * as array of its strings, numbers, booleans and nulls. Binary attributes and what else an array holds are not there.
 */
final class AttributeDocument {
    private static final String ARRAY = "String.Array";
    private static final Pattern JSON_NUMBER = Pattern.compile("-?(0|[1-9][0-9]*)(\\.[0-9]+)?([eE][+-]?[0-9]+)?");

    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();

    private final StringBuilder json = new StringBuilder("{");

    private AttributeDocument() {}

    /** The document, or empty when an array is none. */
    static Optional<String> of(MessageAttributes attributes) {
        AttributeDocument document = new AttributeDocument();
        for (Map.Entry<String, MessageAttribute> attribute : attributes.values().entrySet()) {
            if (attribute.getValue() instanceof MessageAttribute.Text text
                    && !document.add(attribute.getKey(), text.dataType(), text.value())) {
                return Optional.empty();
            }
        }
        return Optional.of(document.json.append('}').toString());
    }

    private boolean add(String name, String type, String value) {
        if (json.length() > 1) {
            json.append(',');
        }
        quote(name);
        json.append(':');
        if (type.equals(ARRAY)) {
            return array(value);
        }
        if (type.startsWith("Number")) {
            json.append(JSON_NUMBER.matcher(value).matches() ? value : new BigDecimal(value).toString());
        } else {
            string(value);
        }
        return true;
    }

    private boolean array(String value) {
        JsonNode array;
        try {
            array = JSON.readTree(value);
        } catch (JsonProcessingException | NumberFormatException unreadable) {
            return false;
        }
        if (!array.isArray()) {
            return false;
        }
        json.append('[');
        int before = json.length();
        for (JsonNode element : array) {
            if (element.isContainerNode()) {
                continue;
            }
            if (json.length() > before) {
                json.append(',');
            }
            if (element.isTextual()) {
                string(element.textValue());
            } else {
                json.append(element);
            }
        }
        json.append(']');
        return true;
    }

    /**
     * The service compares texts with their quotation marks and backslashes escaped, so that a policy which is to fit
     * them escapes them twice.
     */
    private void string(String text) {
        quote(text.replace("\\", "\\\\").replace("\"", "\\\""));
    }

    private void quote(String text) {
        json.append('"');
        JsonStringEncoder.getInstance().quoteAsString(text, json);
        json.append('"');
    }
}

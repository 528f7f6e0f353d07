package io.posthorn.topic.message;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import io.posthorn.topic.topic.SnsErrors;
import io.posthorn.wire.ApiException;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;

/** A Message with {@code MessageStructure=json}: a text for every protocol that has one of its own, and a default. */
public final class MessageStructure {
    private static final String DEFAULT = "default";
    private static final String MESSAGE_STRUCTURE = "Message Structure - ";

    private static final JsonFactory JSON = JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    private final Map<String, String> texts;
    private final String defaultText;

    private MessageStructure(Map<String, String> texts, String defaultText) {
        this.texts = Map.copyOf(texts);
        this.defaultText = defaultText;
    }

    /**
     * Reads {@code message}. Values that are not strings are passed over, as if they were not there.
     *
     * @throws ApiException InvalidParameter when it is not one JSON object with distinct keys and a default
     */
    public static MessageStructure parse(String message) {
        Map<String, String> texts = texts(message);
        String defaultText = texts.get(DEFAULT);
        if (defaultText == null) {
            throw SnsErrors.invalid(MESSAGE_STRUCTURE + "No default entry in JSON message body");
        }
        if (defaultText.isEmpty()) {
            throw PublishRules.emptyMessage();
        }
        return new MessageStructure(texts, defaultText);
    }

    /** What a subscriber gets whose subscription's Protocol is {@code protocol}. */
    public String textFor(String protocol) {
        return texts.getOrDefault(protocol, defaultText);
    }

    /** The protocols only: the texts are a message's. */
    @Override
    public String toString() {
        return "MessageStructure" + texts.keySet();
    }

    private static Map<String, String> texts(String message) {
        Map<String, String> texts = new HashMap<>();
        try (JsonParser parser = JSON.createParser(message)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw unreadable();
            }
            while (parser.nextToken() != JsonToken.END_OBJECT) {
                String key = parser.currentName();
                if (parser.nextToken() == JsonToken.VALUE_STRING) {
                    texts.put(key, parser.getText());
                } else {
                    parser.skipChildren();
                }
            }
            if (parser.nextToken() != null) {
                throw unreadable();
            }
        } catch (IOException notJson) {
            throw unreadable();
        }
        return texts;
    }

    private static ApiException unreadable() {
        return SnsErrors.invalid(MESSAGE_STRUCTURE + "JSON message body failed to parse");
    }
}

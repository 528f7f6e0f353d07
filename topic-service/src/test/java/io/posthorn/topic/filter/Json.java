package io.posthorn.topic.filter;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;

/** JSON as tests write it: with single quotation marks. */
final class Json {
    private static final JsonMapper MAPPER = new JsonMapper();

    private Json() {}

    static JsonNode read(String json) {
        try {
            return MAPPER.readTree(text(json));
        } catch (JsonProcessingException malformed) {
            throw new AssertionError(malformed);
        }
    }

    static String text(String json) {
        return json.replace('\'', '"');
    }
}

package io.posthorn.wire;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads records from JSON, strictly: UTF-8 only, one object and nothing after it, no name twice. Members that the record
 * does not have are skipped; null is absent, and refused inside lists and maps, which have no absent.
 */
final class JsonReader {
    private final JsonFactory factory;
    private final RequestLimits limits;

    JsonReader(RequestLimits limits) {
        this.limits = limits;
        this.factory = JsonFactory.builder()
                // Callers choose names: they must not fill the JVM's string table.
                .configure(JsonFactory.Feature.INTERN_FIELD_NAMES, false)
                .streamReadConstraints(StreamReadConstraints.builder()
                        .maxNestingDepth(limits.depth())
                        .maxNumberLength(limits.numberChars())
                        .maxStringLength(limits.bodyBytes())
                        .maxNameLength(Math.min(limits.bodyBytes(), StreamReadConstraints.DEFAULT_MAX_NAME_LEN))
                        .build())
                .build();
    }

    /**
     * The record that {@code body} says.
     *
     * @param implied texts for members of the record itself that the body does not carry, by wire name
     */
    Record read(byte[] body, Structure shape, Map<String, String> implied) {
        if (!isUtf8(body)) {
            throw new MalformedInput("The body is not valid UTF-8.");
        }
        try (JsonParser parser = factory.createParser(body)) {
            Reading reading = new Reading(parser);
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw new MalformedInput("The body is not a JSON object.");
            }
            @Nullable Object[] values = reading.members(shape);
            if (parser.nextToken() != null) {
                throw new MalformedInput("The body goes on after its JSON object.");
            }
            imply(shape, values, implied);
            return shape.create(values);
        } catch (StreamConstraintsException e) {
            throw new MalformedInput("The JSON is nested too deeply, or a name, text or number in it is too long.");
        } catch (IOException e) {
            throw new MalformedInput("The body is not valid JSON.");
        }
    }

    static void imply(Structure shape, @Nullable Object[] values, Map<String, String> implied) {
        implied.forEach((name, text) -> {
            Member member = shape.named(name);
            if (member != null && member.shape() == Scalar.STRING && values[member.position()] == null) {
                values[member.position()] = text;
            }
        });
    }

    /** The parser guesses UTF-16 and UTF-32 from zero bytes and byte order marks; those have no place here. */
    private static boolean isUtf8(byte[] body) {
        for (int i = 0; i < Math.min(4, body.length); i++) {
            if (body[i] == 0) {
                return false;
            }
        }
        return Utf8.isValid(body, 0, body.length);
    }

    /** One body being read. */
    private final class Reading {
        private final JsonParser parser;
        private int members;

        Reading(JsonParser parser) {
            this.parser = parser;
        }

        @Nullable
        Object[] members(Structure shape) throws IOException {
            @Nullable Object[] values = new @Nullable Object[shape.members().length];
            long seen = 0;
            Set<String> unknown = Set.of();
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                count();
                String name = parser.currentName();
                JsonToken token = parser.nextToken();
                Member member = shape.named(name);
                if (member == null) {
                    if (unknown.isEmpty()) {
                        unknown = new HashSet<>();
                    }
                    requireNew(unknown.add(name), name);
                    parser.skipChildren();
                    continue;
                }
                long bit = 1L << member.position();
                requireNew((seen & bit) == 0, name);
                seen |= bit;
                if (token != JsonToken.VALUE_NULL) {
                    values[member.position()] = value(member.shape(), token);
                }
            }
            return values;
        }

        private Object value(ValueShape shape, JsonToken token) throws IOException {
            return switch (shape) {
                case Scalar scalar -> scalar(scalar, token);
                case Structure structure -> {
                    require(token, JsonToken.START_OBJECT, "Structure");
                    yield structure.create(members(structure));
                }
                case ValueShape.Sequence sequence -> {
                    require(token, JsonToken.START_ARRAY, "List");
                    yield sequence(sequence.element());
                }
                case ValueShape.Mapping mapping -> {
                    require(token, JsonToken.START_OBJECT, "Map");
                    yield mapping(mapping.value());
                }
            };
        }

        private List<Object> sequence(ValueShape element) throws IOException {
            List<Object> values = new ArrayList<>();
            JsonToken token;
            while ((token = parser.nextToken()) != JsonToken.END_ARRAY) {
                count();
                values.add(value(element, token));
            }
            return List.copyOf(values);
        }

        private Map<String, Object> mapping(ValueShape shape) throws IOException {
            Map<String, Object> values = new LinkedHashMap<>();
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                count();
                String name = parser.currentName();
                requireNew(values.put(name, value(shape, parser.nextToken())) == null, name);
            }
            return Collections.unmodifiableMap(values);
        }

        private Object scalar(Scalar scalar, JsonToken token) throws IOException {
            return switch (scalar) {
                case STRING -> {
                    require(token, JsonToken.VALUE_STRING, scalar.wireType());
                    yield parser.getText();
                }
                case INTEGER -> {
                    requireIntegral(token, scalar);
                    yield switch (parser.getNumberType()) {
                        case INT -> parser.getIntValue();
                        case LONG, BIG_INTEGER, FLOAT, DOUBLE, BIG_DECIMAL -> throw unlike(token, scalar.wireType());
                    };
                }
                case LONG -> {
                    requireIntegral(token, scalar);
                    yield switch (parser.getNumberType()) {
                        case INT, LONG -> parser.getLongValue();
                        case BIG_INTEGER, FLOAT, DOUBLE, BIG_DECIMAL -> throw unlike(token, scalar.wireType());
                    };
                }
                case DOUBLE -> real(token);
                case BOOLEAN -> {
                    if (token != JsonToken.VALUE_TRUE && token != JsonToken.VALUE_FALSE) {
                        throw unlike(token, scalar.wireType());
                    }
                    yield token == JsonToken.VALUE_TRUE;
                }
                case DECIMAL -> {
                    requireNumber(token, scalar);
                    yield scalar.decimal(parser.getText(), limits.numberChars());
                }
                case INSTANT -> {
                    requireNumber(token, scalar);
                    yield Scalar.instant(Scalar.DECIMAL.decimal(parser.getText(), limits.numberChars()));
                }
                case BLOB -> {
                    require(token, JsonToken.VALUE_STRING, scalar.wireType());
                    yield scalar.blob(parser.getText());
                }
            };
        }

        private Double real(JsonToken token) throws IOException {
            String text = parser.getText();
            boolean named = text.equals("NaN") || text.equals("Infinity") || text.equals("-Infinity");
            if (named ? token != JsonToken.VALUE_STRING : !token.isNumeric()) {
                throw unlike(token, Scalar.DOUBLE.wireType());
            }
            return Scalar.DOUBLE.real(text, limits.numberChars());
        }

        private void requireIntegral(JsonToken token, Scalar scalar) {
            require(token, JsonToken.VALUE_NUMBER_INT, scalar.wireType());
        }

        private void requireNumber(JsonToken token, Scalar scalar) {
            if (!token.isNumeric()) {
                throw unlike(token, scalar.wireType());
            }
        }

        private void count() {
            if (++members > limits.members()) {
                throw new MalformedInput("The request has more than " + limits.members() + " members.");
            }
        }
    }

    private static void requireNew(boolean isNew, String name) {
        if (!isNew) {
            throw new MalformedInput("The name " + MalformedInput.quoted(name) + " stands more than once.");
        }
    }

    private static void require(JsonToken token, JsonToken wanted, String type) {
        if (token != wanted) {
            throw unlike(token, type);
        }
    }

    /** In the words of the real services. */
    private static MalformedInput unlike(JsonToken token, String type) {
        String cannot = " can not be converted to " + ("AEIOU".indexOf(type.charAt(0)) < 0 ? "a " : "an ") + type;
        return new MalformedInput(
                switch (token) {
                    case START_OBJECT -> "Start of structure or map found where not expected.";
                    case START_ARRAY -> "Start of list found where not expected";
                    case VALUE_STRING -> "STRING_VALUE" + cannot;
                    case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> "NUMBER_VALUE" + cannot;
                    case VALUE_TRUE -> "TRUE_VALUE" + cannot;
                    case VALUE_FALSE -> "FALSE_VALUE" + cannot;
                    case VALUE_NULL -> "NULL_VALUE" + cannot;
                    case NOT_AVAILABLE, END_OBJECT, END_ARRAY, FIELD_NAME, VALUE_EMBEDDED_OBJECT ->
                        "Unexpected token in the JSON";
                });
    }
}

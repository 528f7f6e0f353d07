package io.posthorn.platform.event;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.deser.std.StdScalarDeserializer;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.StdSerializer;
import com.fasterxml.jackson.databind.ser.std.ToStringSerializer;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.posthorn.platform.AccountId;
import io.posthorn.platform.arn.Arn;
import io.posthorn.wire.Blob;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.function.Function;

/**
 * Writes and reads one kind of {@link Event} as JSON: instants in ISO 8601, bytes in base64. Safe for use by many
 * threads.
 *
 * @param <E> the event
 */
public final class EventCodec<E extends Record & Event> {
    private static final String VERSION = "schemaVersion";
    private static final int MAX_DEPTH = 32;
    private static final ObjectMapper JSON = mapper();

    private final Class<E> type;
    private final int version;
    private final ObjectReader reader;
    private final ObjectWriter writer;

    private EventCodec(Class<E> type, int version) {
        this.type = type;
        this.version = version;
        this.reader = JSON.readerFor(type);
        this.writer = JSON.writerFor(type);
    }

    /** A codec for {@code type} as of {@code version}, which is the newest that it reads. */
    public static <E extends Record & Event> EventCodec<E> of(Class<E> type, int version) {
        return new EventCodec<>(type, version);
    }

    /** The record's JSON in UTF-8. */
    public byte[] encode(E event) {
        try {
            return writer.writeValueAsBytes(event);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(type.getSimpleName() + " cannot be written", e);
        }
    }

    /**
     * Reads what {@link #encode} wrote, here or in another version of the program. Fields it does not know are passed
     * over.
     *
     * @throws EventException when it is not such a record, or of a newer version than this program reads
     */
    public E decode(byte[] json) throws EventException {
        E event;
        try {
            event = reader.readValue(json);
        } catch (IOException e) {
            refuseNewer(versionOf(json));
            throw new EventException("not a readable " + type.getSimpleName() + place(e));
        }
        // Jackson reads the JSON text "null" as no object at all.
        if (event == null) {
            throw new EventException("not a readable " + type.getSimpleName());
        }
        refuseNewer(event.schemaVersion());
        return event;
    }

    private void refuseNewer(int found) throws EventException {
        if (found > version) {
            throw new EventException(type.getSimpleName() + " of schemaVersion " + found
                    + " is newer than this program, which reads up to " + version + ": upgrade readers before writers");
        }
    }

    /** Names of fields only: what Jackson says beyond them may repeat values. */
    private static String place(IOException e) {
        return e instanceof JsonMappingException mapping && !mapping.getPath().isEmpty()
                ? " at " + mapping.getPathReference().replaceAll("java\\.[\\w.]*|io\\.posthorn\\.[\\w.$]*\\.", "")
                : "";
    }

    private static int versionOf(byte[] json) {
        try (JsonParser parser = JSON.createParser(json)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                return 0;
            }
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String name = parser.currentName();
                JsonToken value = parser.nextToken();
                if (name.equals(VERSION)) {
                    return value == JsonToken.VALUE_NUMBER_INT ? parser.getIntValue() : 0;
                }
                parser.skipChildren();
            }
            return 0;
        } catch (IOException _) {
            return 0;
        }
    }

    private static ObjectMapper mapper() {
        SimpleModule values = new SimpleModule("posthorn")
                .addSerializer(AccountId.class, ToStringSerializer.instance)
                .addDeserializer(AccountId.class, new TextReader<>(AccountId.class, AccountId::new))
                .addSerializer(Blob.class, new BlobWriter())
                .addDeserializer(Blob.class, new TextReader<>(Blob.class, Blob::ofBase64))
                .addSerializer(Arn.class, ToStringSerializer.instance)
                .addDeserializer(Arn.class, new TextReader<>(Arn.class, Arn::parse));
        JsonFactory factory = JsonFactory.builder()
                .streamReadConstraints(StreamReadConstraints.builder()
                        .maxNestingDepth(MAX_DEPTH)
                        .build())
                .build();
        return JsonMapper.builder(factory)
                .addModule(new JavaTimeModule())
                .addModule(values)
                .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
                .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
                .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                .defaultPropertyInclusion(
                        JsonInclude.Value.construct(JsonInclude.Include.NON_NULL, JsonInclude.Include.ALWAYS))
                .build();
    }

    private static final class BlobWriter extends StdSerializer<Blob> {
        BlobWriter() {
            super(Blob.class);
        }

        @Override
        public void serialize(Blob value, JsonGenerator out, SerializerProvider provider) throws IOException {
            out.writeString(value.base64());
        }
    }

    /** Reads a value that is written as its text; what its parser refuses is a fault of the field. */
    private static final class TextReader<T> extends StdScalarDeserializer<T> {
        private final transient Function<String, T> parse;

        TextReader(Class<T> type, Function<String, T> parse) {
            super(type);
            this.parse = parse;
        }

        @Override
        public T deserialize(JsonParser parser, DeserializationContext context) throws IOException {
            if (!parser.hasToken(JsonToken.VALUE_STRING)) {
                return context.reportInputMismatch(this, "not a text");
            }
            return parse.apply(parser.getText());
        }
    }
}

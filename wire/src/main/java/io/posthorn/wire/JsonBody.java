package io.posthorn.wire;

import java.util.Map;

/**
 * One record as a JSON body, for protocols whose operation is not in the body: REST-JSON decodes and encodes with it
 * what method and path have chosen. Built once; immutable, safe for any thread.
 *
 * @param <R> the record
 */
public final class JsonBody<R extends Record> {
    private final Class<R> type;
    private final Structure structure;
    private final JsonReader reader;
    private final ApiError malformed;

    private JsonBody(Class<R> type, Structure structure, JsonReader reader, ApiError malformed) {
        this.type = type;
        this.structure = structure;
        this.reader = reader;
        this.malformed = malformed;
    }

    /**
     * The codec of {@code type}.
     *
     * @param names how components without {@link WireName} are called
     * @param limits what a body may cost
     * @param malformed the error that a broken body answers
     * @throws IllegalArgumentException listing everything that keeps {@code type} from being a shape
     */
    public static <R extends Record> JsonBody<R> of(
            Class<R> type, MemberNames names, RequestLimits limits, ApiError malformed) {
        Problems problems = new Problems();
        Structure structure = new ShapePlanner(names, false, problems).structure(type);
        problems.refuse("The shape " + type.getName() + " cannot be planned");
        return new JsonBody<>(type, structure, new JsonReader(limits), malformed);
    }

    /** The record that {@code body} says; throws {@link ApiException} with the malformed error when it says none. */
    public R decode(byte[] body) {
        try {
            return type.cast(reader.read(body, structure, Map.of()));
        } catch (MalformedInput e) {
            throw malformed.because(e.text());
        }
    }

    /** {@code value} in UTF-8, absent members and empty lists and maps left out. */
    public byte[] encode(R value) {
        return JsonWriter.body(structure, value, false);
    }
}

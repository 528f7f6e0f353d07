package io.posthorn.wire;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** An error in the AWS JSON protocols: a body with type and message, and the query protocol's code in a header. */
final class JsonError {
    static final String QUERY_ERROR = "x-amzn-query-error";
    private static final Structure BODY = plan();

    /**
     * The body.
     *
     * @param type the error's type with its namespace
     * @param message the text for the caller
     */
    private record Body(
            @WireName("__type") @Nullable String type,
            @WireName("message") @Nullable String message) {}

    private JsonError() {}

    static byte[] body(ApiException error) {
        return JsonWriter.body(BODY, new Body(error.error().jsonType(), error.text()), false);
    }

    static String queryError(ApiError error) {
        return error.queryCode() + ";" + error.fault().wireName();
    }

    /** The error that {@code response} says; without the header its query code is its type's last part. */
    static ApiException read(JsonReader reader, WireResponse response) {
        Body body = (Body) reader.read(response.body(), BODY, Map.of());
        String type = body.type() == null ? "" : body.type();
        String code = type.substring(type.indexOf('#') + 1);
        Fault fault = response.status() < 500 ? Fault.SENDER : Fault.RECEIVER;
        String header = response.headers().first(QUERY_ERROR);
        if (header != null) {
            int end = header.lastIndexOf(';');
            code = end < 0 ? header : header.substring(0, end);
            fault = header.endsWith(Fault.RECEIVER.wireName()) ? Fault.RECEIVER : Fault.SENDER;
        }
        return new ApiError(type, code, response.status(), fault).because(body.message() == null ? "" : body.message());
    }

    private static Structure plan() {
        Problems problems = new Problems();
        Structure structure = new ShapePlanner(MemberNames.CAPITALIZED, true, problems).structure(Body.class);
        problems.refuse("The error body cannot be planned");
        return structure;
    }
}

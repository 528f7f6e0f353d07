package io.posthorn.wire;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One service's codec: built once at start-up from its {@link ServiceShape}; immutable, safe for any thread.
 *
 * <p>A record's components are its members. Their types are String, Integer, Long, Double, Boolean, BigDecimal,
 * {@link Blob}, Instant, records of such, {@code List} of such and {@code Map} from String to such. A component is called
 * on the wire as {@link WireName}, {@link QueryName} and {@link Flattened} say, else as itself with its first letter in
 * upper case.
 *
 * <p>What the wire does not carry is null where the component is {@code @Nullable}; a list or map that is not is then
 * empty. All else in an input must be {@code @Nullable}: callers leave out what they like, and the operation answers for
 * it. Decoded lists and maps are immutable and in the order sent.
 *
 * <p>A JSON text may hold an unpaired surrogate as an escape: it reaches the operation as sent, and JSON answers escape it
 * again; XML, which cannot carry it, says U+FFFD. In a name, a map's keys among them, it is malformed.
 */
public final class ServiceCodec {
    private static final String REQUEST_ID = "x-amzn-RequestId";
    private static final String CONTENT_TYPE = "Content-Type";
    private static final String TARGET = "X-Amz-Target";
    private static final String FORM = "application/x-www-form-urlencoded";
    private static final String JSON = "application/json";
    private static final byte[] NOTHING = new byte[0];

    private final ServiceShape service;
    private final Map<String, OperationPlan> byName;
    private final Map<String, OperationPlan> byTarget;
    private final JsonReader jsonReader;
    private final QueryReader queryReader;
    private final XmlEnvelope xml;
    private final @Nullable Protocol json;

    private ServiceCodec(ServiceShape service, Map<String, OperationPlan> byName) {
        this.service = service;
        this.byName = Map.copyOf(byName);
        Map<String, OperationPlan> targets = new HashMap<>();
        byName.forEach((name, plan) -> targets.put(service.targetPrefix() + "." + name, plan));
        this.byTarget = Map.copyOf(targets);
        this.jsonReader = new JsonReader(service.limits());
        this.queryReader = new QueryReader(service.limits());
        this.xml = new XmlEnvelope(service.xmlNamespace());
        this.json = speaks(Protocol.AWS_JSON_1_0)
                ? Protocol.AWS_JSON_1_0
                : speaks(Protocol.AWS_JSON_1_1) ? Protocol.AWS_JSON_1_1 : null;
    }

    /**
     * The codec of {@code shape}.
     *
     * @throws IllegalArgumentException listing everything wrong with the service's shapes
     */
    public static ServiceCodec of(ServiceShape shape) {
        Problems problems = new Problems();
        Map<String, OperationPlan> plans = OperationPlan.planAll(shape, problems);
        problems.refuse("The shapes of " + shape.targetPrefix() + " cannot be planned");
        return new ServiceCodec(shape, plans);
    }

    /**
     * The protocol that {@code request} claims by its headers alone. A request is answered in it whatever else is wrong.
     * JSON in a version that the service does not speak is taken as the one that it does.
     */
    public Protocol protocolOf(WireRequest request) {
        Protocol own = json;
        if (own == null) {
            return queryOf(request);
        }
        Protocol claim = claimed(request);
        if (claim == null) {
            return speaks(Protocol.AWS_QUERY) ? queryOf(request) : own;
        }
        return speaks(claim) ? claim : own;
    }

    /** The form of query answers that {@code request} asks for. */
    private static Protocol queryOf(WireRequest request) {
        String accepted = request.method().equals("GET") ? request.headers().first("Accept") : null;
        if (accepted != null) {
            for (String each : accepted.split(",", -1)) {
                if (mediaTypeIn(each).equals(JSON)) {
                    return Protocol.AWS_QUERY_JSON;
                }
            }
        }
        return Protocol.AWS_QUERY;
    }

    private static @Nullable Protocol claimed(WireRequest request) {
        boolean target = request.headers().first(TARGET) != null;
        return switch (mediaType(request)) {
            case "application/x-amz-json-1.0" -> Protocol.AWS_JSON_1_0;
            case "application/x-amz-json-1.1" -> Protocol.AWS_JSON_1_1;
            case FORM -> null;
            default -> target ? Protocol.AWS_JSON_1_0 : null;
        };
    }

    private static String mediaType(WireRequest request) {
        String contentType = request.headers().first(CONTENT_TYPE);
        return contentType == null ? "" : mediaTypeIn(contentType);
    }

    /** A media type without its parameters, in lower case. */
    private static String mediaTypeIn(String header) {
        int end = header.indexOf(';');
        String mediaType = end < 0 ? header : header.substring(0, end);
        return mediaType.strip().toLowerCase(Locale.ROOT);
    }

    /**
     * Reads a request.
     *
     * @param implied texts of the input's own String members, by wire name (such as {@code QueueUrl}), that hold where
     *     the request does not carry the member
     * @throws ApiException with one of the service's {@link ServiceShape.ProtocolErrors}
     */
    public Decoded decode(WireRequest request, Map<String, String> implied) {
        Protocol protocol = protocolOf(request);
        try {
            requireBody(request.body());
            return switch (protocol) {
                case AWS_JSON_1_0, AWS_JSON_1_1 -> decodeJson(protocol, request, implied);
                case AWS_QUERY, AWS_QUERY_JSON -> decodeQuery(protocol, request, implied);
                case REST_JSON -> throw noRoutes();
            };
        } catch (MalformedInput e) {
            throw service.errors().malformed().because(e.text());
        }
    }

    /**
     * A request, read.
     *
     * @param protocol how it was written, and so how its answer must be
     * @param operation the action asked for
     * @param input the action's input record
     */
    public record Decoded(Protocol protocol, OperationShape<?, ?> operation, Record input) {
        public Decoded {
            Objects.requireNonNull(protocol);
            Objects.requireNonNull(operation);
            Objects.requireNonNull(input);
        }
    }

    private Decoded decodeJson(Protocol protocol, WireRequest request, Map<String, String> implied) {
        String target = request.headers().first(TARGET);
        if (target == null) {
            throw service.errors().missingAction().because("The request must contain the header X-Amz-Target.");
        }
        OperationPlan plan = byTarget.get(target);
        if (plan == null) {
            String prefix = service.targetPrefix() + ".";
            throw unknown(target.startsWith(prefix) ? target.substring(prefix.length()) : target);
        }
        return new Decoded(protocol, plan.operation(), jsonReader.read(request.body(), plan.input(), implied));
    }

    private Decoded decodeQuery(Protocol protocol, WireRequest request, Map<String, String> implied) {
        Map<String, String> parameters = QueryParameters.of(request, service.limits());
        String action = parameters.get("Action");
        if (action == null || action.isEmpty()) {
            throw service.errors().missingAction().because("The request must contain the parameter Action.");
        }
        OperationPlan plan = byName.get(action);
        if (plan == null) {
            throw unknown(action);
        }
        String version = parameters.get("Version");
        if (version != null && !version.equals(service.queryVersion())) {
            throw service.errors()
                    .unknownAction()
                    .because("Could not find operation " + action + " for version " + MalformedInput.quoted(version));
        }
        return new Decoded(protocol, plan.operation(), queryReader.read(parameters, plan.input(), implied));
    }

    private ApiException unknown(String action) {
        return service.errors()
                .unknownAction()
                .because("The action " + MalformedInput.quoted(action) + " is not valid for this endpoint.");
    }

    private void requireBody(byte[] body) {
        if (body.length > service.limits().bodyBytes()) {
            throw new MalformedInput(
                    "The body is longer than " + service.limits().bodyBytes() + " bytes.");
        }
    }

    /** The answer {@code output} of {@code operation}, with HTTP status 200. */
    public <O extends Record> WireResponse encode(
            Protocol protocol, OperationShape<?, O> operation, O output, String requestId) {
        OperationPlan plan = plan(operation);
        byte[] body =
                switch (protocol) {
                    case AWS_JSON_1_0, AWS_JSON_1_1 ->
                        plan.isVoid() ? NOTHING : JsonWriter.body(plan.output(), output, false);
                    case AWS_QUERY -> xml.answer(plan, output, requestId);
                    case AWS_QUERY_JSON -> QueryJson.answer(plan, output, requestId);
                    case REST_JSON -> throw noRoutes();
                };
        Headers headers = Headers.of(CONTENT_TYPE, answerType(protocol), REQUEST_ID, requestId);
        return new WireResponse(200, headers, body);
    }

    /** The answer to a request that failed with {@code error}. */
    public WireResponse encodeError(Protocol protocol, ApiException error, String requestId) {
        ApiError declared = error.error();
        Headers.Builder headers =
                Headers.builder().add(CONTENT_TYPE, answerType(protocol)).add(REQUEST_ID, requestId);
        byte[] body =
                switch (protocol) {
                    case AWS_JSON_1_0, AWS_JSON_1_1 -> {
                        if (speaks(Protocol.AWS_QUERY)) {
                            headers.add(JsonError.QUERY_ERROR, JsonError.queryError(declared));
                        }
                        yield JsonError.body(error);
                    }
                    case AWS_QUERY -> xml.error(error, requestId);
                    case AWS_QUERY_JSON -> QueryJson.error(error, requestId);
                    case REST_JSON -> throw noRoutes();
                };
        return new WireResponse(declared.status(), headers.build(), body);
    }

    private static String answerType(Protocol protocol) {
        return switch (protocol) {
            case AWS_JSON_1_0 -> "application/x-amz-json-1.0";
            case AWS_JSON_1_1 -> "application/x-amz-json-1.1";
            case AWS_QUERY -> "text/xml";
            case AWS_QUERY_JSON, REST_JSON -> JSON;
        };
    }

    /** What a client sends for {@code input}: a POST to {@code /}, not signed. */
    public WireRequest encodeRequest(Protocol protocol, OperationShape<?, ?> operation, Record input) {
        OperationPlan plan = plan(operation);
        return switch (protocol) {
            case AWS_JSON_1_0, AWS_JSON_1_1 -> {
                String target = service.targetPrefix() + "." + operation.name();
                Headers headers = Headers.of(CONTENT_TYPE, answerType(protocol), TARGET, target);
                yield new WireRequest("POST", "/", "", headers, JsonWriter.body(plan.input(), input, true));
            }
            case AWS_QUERY -> {
                QueryWriter form = new QueryWriter();
                form.parameter("Action", operation.name());
                form.parameter("Version", service.queryVersion());
                form.structure(plan.input(), input, "");
                yield new WireRequest("POST", "/", "", Headers.of(CONTENT_TYPE, FORM), form.toByteArray());
            }
            case AWS_QUERY_JSON -> throw onlyAnswered();
            case REST_JSON -> throw noRoutes();
        };
    }

    /**
     * What a client reads from an answer.
     *
     * @throws ApiException with the error that the answer says, or with the malformed error when it is no such answer
     */
    public <O extends Record> O decodeResponse(
            Protocol protocol, OperationShape<?, O> operation, WireResponse response) {
        OperationPlan plan = plan(operation);
        try {
            if (response.status() >= 300) {
                throw switch (protocol) {
                    case AWS_JSON_1_0, AWS_JSON_1_1 -> JsonError.read(jsonReader, response);
                    case AWS_QUERY -> XmlEnvelope.readError(response, service.limits());
                    case AWS_QUERY_JSON -> onlyAnswered();
                    case REST_JSON -> noRoutes();
                };
            }
            return operation
                    .output()
                    .cast(
                            switch (protocol) {
                                case AWS_JSON_1_0, AWS_JSON_1_1 ->
                                    plan.isVoid()
                                            ? OperationShape.Nothing.NOTHING
                                            : jsonReader.read(response.body(), plan.output(), Map.of());
                                case AWS_QUERY -> XmlEnvelope.readAnswer(plan, response, service.limits());
                                case AWS_QUERY_JSON -> throw onlyAnswered();
                                case REST_JSON -> throw noRoutes();
                            });
        } catch (MalformedInput e) {
            throw service.errors().malformed().because(e.text());
        }
    }

    private OperationPlan plan(OperationShape<?, ?> operation) {
        OperationPlan plan = byName.get(operation.name());
        if (plan == null || !plan.operation().equals(operation)) {
            throw new IllegalArgumentException(operation.name() + " is not an action of this service");
        }
        return plan;
    }

    private boolean speaks(Protocol protocol) {
        return service.protocols().contains(protocol);
    }

    private static IllegalArgumentException onlyAnswered() {
        return new IllegalArgumentException("the JSON form of query is written for clients that still ask for it");
    }

    private static IllegalArgumentException noRoutes() {
        return new IllegalArgumentException("REST-JSON finds its action by method and path: use JsonBody");
    }
}

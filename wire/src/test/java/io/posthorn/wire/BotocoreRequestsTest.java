package io.posthorn.wire;

import static io.posthorn.wire.QueueApi.MessageAttributeValue.binary;
import static io.posthorn.wire.QueueApi.MessageAttributeValue.string;
import static org.assertj.core.api.Assertions.assertThat;

import io.posthorn.wire.QueueApi.BatchEntry;
import io.posthorn.wire.QueueApi.CreateQueueInput;
import io.posthorn.wire.QueueApi.MessageAttributeValue;
import io.posthorn.wire.QueueApi.ReceiveMessageInput;
import io.posthorn.wire.QueueApi.SendMessageBatchInput;
import io.posthorn.wire.QueueApi.SendMessageInput;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Requests as botocore writes them, made by src/test/python/make_botocore_requests.py, decode to what was asked for. */
class BotocoreRequestsTest {
    record Tag(@Nullable String key, @Nullable String value) {}

    record CreateTopicInput(
            @Nullable String name,
            Map<String, String> attributes,
            @Nullable List<Tag> tags) {}

    record PublishInput(
            @Nullable String topicArn,
            @Nullable String message,
            @QueryMap(key = "Name", value = "Value") Map<String, MessageAttributeValue> messageAttributes) {}

    record PublishEntry(
            @Nullable String id,
            @Nullable String message,
            @QueryMap(key = "Name", value = "Value") Map<String, MessageAttributeValue> messageAttributes) {}

    record PublishBatchInput(@Nullable String topicArn, List<PublishEntry> publishBatchRequestEntries) {}

    record SubscribeInput(
            @Nullable String topicArn,
            @Nullable String protocol,
            @Nullable String endpoint,
            @Nullable Boolean returnSubscriptionArn) {}

    record EventEntry(
            @Nullable Instant time,
            @Nullable String source,
            List<String> resources,
            @Nullable String detailType,
            @Nullable String detail) {}

    record PutEventsInput(List<EventEntry> entries) {}

    private static final ServiceCodec TOPICS = ServiceCodec.of(new ServiceShape(
            "AmazonSNS",
            "2010-03-31",
            "http://sns.amazonaws.com/doc/2010-03-31/",
            Set.of(Protocol.AWS_QUERY),
            RequestLimits.DEFAULT,
            QueueApi.SHAPE.errors(),
            List.of(
                    action("CreateTopic", CreateTopicInput.class),
                    action("Publish", PublishInput.class),
                    action("PublishBatch", PublishBatchInput.class),
                    action("Subscribe", SubscribeInput.class))));
    private static final ServiceCodec EVENTS = ServiceCodec.of(new ServiceShape(
            "AWSEvents",
            "2015-10-07",
            "",
            Set.of(Protocol.AWS_JSON_1_1),
            RequestLimits.DEFAULT,
            QueueApi.SHAPE.errors(),
            List.of(action("PutEvents", PutEventsInput.class))));

    private static final String QUEUE_URL = "http://localhost:4566/000000000000/orders";
    private static final String TOPIC_ARN = "arn:aws:sns:us-east-1:000000000000:events";

    /** One vector. */
    record Vector(String name, String contentType, String target, byte[] body) {
        WireRequest request() {
            Headers headers = target.equals("-")
                    ? Headers.of("content-type", contentType)
                    : Headers.of("content-type", contentType, "x-amz-target", target);
            return new WireRequest("POST", "/", "", headers, body);
        }

        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Vector> vectors() throws IOException {
        try (InputStream in = Objects.requireNonNull(
                        BotocoreRequestsTest.class.getResourceAsStream("botocore-requests.tsv"));
                BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.US_ASCII))) {
            return lines
                    .lines()
                    .map(line -> line.split("\t", -1))
                    .map(f -> new Vector(f[0], f[1], f[2], Base64.getDecoder().decode(f[3])))
                    .toList()
                    .stream();
        }
    }

    @ParameterizedTest
    @MethodSource("vectors")
    void aRequestDecodesToWhatTheClientAskedFor(Vector vector) {
        ServiceCodec codec =
                switch (vector.name()) {
                    case "json/put-events" -> EVENTS;
                    case "query/create-topic",
                            "query/create-topic-bare",
                            "query/publish",
                            "query/publish-batch",
                            "query/subscribe" -> TOPICS;
                    default -> QueueApi.CODEC;
                };

        ServiceCodec.Decoded decoded = codec.decode(vector.request(), Map.of());

        assertThat(decoded.input()).isEqualTo(expected(vector.name()));
    }

    @Test
    void everyVectorIsThere() throws IOException {
        assertThat(vectors()).hasSize(14);
    }

    private static Record expected(String name) {
        return switch (name.substring(name.indexOf('/') + 1)) {
            case "create-queue" ->
                new CreateQueueInput(
                        "orders.fifo",
                        Map.of("FifoQueue", "true", "Policy", "{\"Version\":\"2012-10-17\"}"),
                        Map.of("team", "a=b&c", "ä", ""));
            case "send-message" ->
                new SendMessageInput(
                        QUEUE_URL,
                        "line\r\nwith \"quotes\", 'both', tab\t, <xml/>, % + & = \u20ac \uD83D\uDE00 \u2028",
                        0,
                        attributes(),
                        Map.of("AWSTraceHeader", string("String", "Root=1-5")),
                        null,
                        "g 1");
            case "send-message-batch" ->
                new SendMessageBatchInput(
                        QUEUE_URL,
                        List.of(new BatchEntry("a", "1", null, attributes()), new BatchEntry("b", "2", 900, Map.of())));
            case "receive-message" ->
                new ReceiveMessageInput(
                        QUEUE_URL, List.of("All"), List.of("SenderId", "SentTimestamp"), List.of(), 10, null, 20);
            case "create-topic" ->
                new CreateTopicInput(
                        "events",
                        Map.of("DisplayName", "Événements", "FifoTopic", "false"),
                        List.of(new Tag("team", "a b"), new Tag("empty", "")));
            case "create-topic-bare" -> new CreateTopicInput("events", Map.of(), List.of());
            case "publish" -> new PublishInput(TOPIC_ARN, "hello\r\n", attributes());
            case "publish-batch" ->
                new PublishBatchInput(
                        TOPIC_ARN,
                        List.of(new PublishEntry("1", "a", Map.of()), new PublishEntry("2", "b", attributes())));
            case "subscribe" -> new SubscribeInput(TOPIC_ARN, "https", null, true);
            case "put-events" ->
                new PutEventsInput(List.of(
                        new EventEntry(
                                Instant.parse("2026-01-02T03:04:05Z"),
                                "shop",
                                List.of("arn:one", "arn:two"),
                                "Order placed",
                                "{\"id\":1}"),
                        new EventEntry(null, "bare", List.of(), null, null)));
            default -> throw new IllegalArgumentException("no expectation for " + name);
        };
    }

    private static Map<String, MessageAttributeValue> attributes() {
        byte[] every = new byte[256];
        for (int i = 0; i < every.length; i++) {
            every[i] = (byte) i;
        }
        Map<String, MessageAttributeValue> attributes = new LinkedHashMap<>();
        attributes.put("color", string("String", "blue & grün"));
        attributes.put("blob", binary(Blob.of(every)));
        attributes.put("count", string("Number.int", "3"));
        return attributes;
    }

    private static <I extends Record> OperationShape<I, OperationShape.Nothing> action(String name, Class<I> input) {
        return new OperationShape<>(name, input, OperationShape.Nothing.class);
    }
}

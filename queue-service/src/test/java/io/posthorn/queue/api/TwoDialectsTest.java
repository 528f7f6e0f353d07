package io.posthorn.queue.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.posthorn.platform.api.ApiService;
import io.posthorn.queue.message.MessageAttributes;
import io.posthorn.queue.message.MessageMd5;
import io.posthorn.queue.message.StoredAttributes;
import io.posthorn.queue.message.StoredAttributesCodec;
import io.posthorn.queue.queue.Dialect;
import io.posthorn.queue.state.MessageId;
import io.posthorn.queue.state.NewMessage;
import io.posthorn.queue.state.Payload;
import io.posthorn.wire.OperationShape;
import io.posthorn.wire.Protocol;
import io.posthorn.wire.ServiceCodec;
import io.posthorn.wire.WireResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The same queues at an endpoint of each dialect: an answer is of one of them, whatever the queue was made with. */
class TwoDialectsTest {
    private static final String DEAD_AWS = "arn:aws:sqs:eu-west-1:111111111111:dead";
    private static final String DEAD_YANDEX = "yrn:yc:ymq:eu-west-1:111111111111:dead";
    private static final String XMLNS = "xmlns=";

    private final Endpoint sqs = Endpoint.aws();
    private final Map<Dialect, ApiService> fronts = new EnumMap<>(Dialect.class);
    private long lastMessage;

    TwoDialectsTest() {
        for (Dialect dialect : Dialect.values()) {
            SqsContext context = new SqsContext(
                    dialect, sqs.queues, sqs.handles, sqs.deduplicationKeys, () -> new MessageId(7, ++lastMessage));
            fronts.put(
                    dialect,
                    ApiService.of(
                            "queue",
                            SqsShape.of(dialect),
                            SqsOperations.of(context, sqs.tasks),
                            new QueueAccess(dialect, sqs.queues),
                            new SimpleMeterRegistry()));
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"AWS_JSON_1_0", "AWS_QUERY"})
    void urlsAndNamesAreTheDialects(Protocol protocol) {
        String created = ok(Dialect.YANDEX, protocol, "CreateQueue", create("jobs", Map.of()));
        String url = yandexUrl("jobs");

        assertThat(created).contains(url).doesNotContain(XMLNS);
        assertThat(ok(Dialect.YANDEX, protocol, "GetQueueAttributes", get(url, "QueueArn")))
                .contains("yrn:yc:ymq:eu-west-1:111111111111:jobs")
                .doesNotContain(XMLNS, "arn:aws");
        assertThat(ok(Dialect.AWS, protocol, "GetQueueUrl", new GetQueueUrlInput("jobs", null)))
                .contains("http://localhost:4566/111111111111/jobs");
        assertThat(failed(Dialect.AWS, protocol, 400, "GetQueueAttributes", get(url, "QueueArn")))
                .contains("NonExistentQueue");
    }

    @ParameterizedTest
    @EnumSource(names = {"AWS_JSON_1_0", "AWS_QUERY"})
    void redrivePoliciesTakeBothFamiliesAndShowTheDialects(Protocol protocol) {
        ok(Dialect.YANDEX, protocol, "CreateQueue", create("dead", Map.of()));
        ok(Dialect.YANDEX, protocol, "CreateQueue", create("one", Map.of("RedrivePolicy", redrive(DEAD_AWS))));
        ok(Dialect.AWS, protocol, "CreateQueue", create("two", Map.of("RedrivePolicy", redrive(DEAD_YANDEX))));

        for (String name : List.of("one", "two")) {
            assertThat(ok(Dialect.YANDEX, protocol, "GetQueueAttributes", get(yandexUrl(name), "All")))
                    .contains(DEAD_YANDEX)
                    .doesNotContain("arn:aws");
            assertThat(ok(Dialect.AWS, protocol, "GetQueueAttributes", get(name, "All")))
                    .contains(DEAD_AWS)
                    .doesNotContain("yrn:");
        }
        // The same queue asked for again, in the other family, is the same queue.
        ok(Dialect.AWS, protocol, "CreateQueue", create("one", Map.of("RedrivePolicy", redrive(DEAD_AWS))));
        assertThat(ok(
                        Dialect.YANDEX,
                        protocol,
                        "ListDeadLetterSourceQueues",
                        new ListDeadLetterSourceQueuesInput(yandexUrl("dead"), null, null)))
                .contains(yandexUrl("one"), yandexUrl("two"));
    }

    @ParameterizedTest
    @EnumSource(names = {"AWS_JSON_1_0", "AWS_QUERY"})
    void messagesAreShownAsTheDialectKnowsThem(Protocol protocol) {
        sqs.create("jobs", Map.of());
        byte[] body = "letter".getBytes(StandardCharsets.UTF_8);
        StoredAttributes attributes = new StoredAttributes(
                "AIDAALICE",
                Optional.of("Root=1-5759e988"),
                Optional.of(DEAD_AWS),
                Optional.empty(),
                MessageAttributes.NONE);
        Payload payload = new Payload(body, StoredAttributesCodec.encode(attributes), MessageMd5.ofBody(body), null);
        sqs.queue("jobs")
                .send(List.of(new NewMessage(new MessageId(1, 2), payload, 6, "tenant", null, null, null)))
                .await()
                .atMost(Duration.ofSeconds(5));
        Record receive = new ReceiveMessageInput("jobs", List.of("All"), List.of(), List.of(), 1, 0, null, null);

        assertThat(ok(Dialect.YANDEX, protocol, "ReceiveMessage", receive))
                .contains("letter", DEAD_YANDEX, "0-1-0-2")
                .doesNotContain("arn:aws:", "MessageGroupId", "AWSTraceHeader", XMLNS);
        assertThat(ok(Dialect.AWS, protocol, "ReceiveMessage", receive))
                .contains(
                        "letter", DEAD_AWS, "MessageGroupId", "AWSTraceHeader", "00000000-0000-0001-0000-000000000002")
                .doesNotContain("yrn:");
    }

    @ParameterizedTest
    @EnumSource(names = {"AWS_JSON_1_0", "AWS_QUERY"})
    void limitsAreTheDialectsAlsoForQueuesOfTheOther(Protocol protocol) {
        ok(Dialect.AWS, protocol, "CreateQueue", create("jobs", Map.of()));
        Record longest = new SendMessageInput("jobs", "x".repeat(262_145), null, Map.of(), Map.of(), null, null);

        assertThat(ok(Dialect.YANDEX, protocol, "GetQueueAttributes", get("jobs", "MaximumMessageSize")))
                .contains("262144");
        assertThat(failed(Dialect.YANDEX, protocol, 400, "SendMessage", longest))
                .contains("Message must be shorter than 262144 bytes.")
                .doesNotContain(XMLNS);
        ok(Dialect.AWS, protocol, "SendMessage", longest);
    }

    @ParameterizedTest
    @EnumSource(names = {"AWS_JSON_1_0", "AWS_QUERY"})
    void whatTheDialectDoesNotHaveIsRefused(Protocol protocol) {
        ok(Dialect.YANDEX, protocol, "CreateQueue", create("jobs", Map.of()));

        String unknown = failed(
                Dialect.YANDEX,
                protocol,
                400,
                "AddPermission",
                new AddPermissionInput("jobs", "l", List.of("222222222222"), List.of("*")));
        assertThat(unknown)
                .contains("The action AddPermission is not valid for this endpoint.")
                .doesNotContain(XMLNS);
        for (String attribute : List.of("Policy", "KmsMasterKeyId", "SqsManagedSseEnabled", "RedriveAllowPolicy")) {
            assertThat(failed(
                            Dialect.YANDEX,
                            protocol,
                            400,
                            "SetQueueAttributes",
                            new SetQueueAttributesInput("jobs", Map.of(attribute, "x"))))
                    .contains("Unknown Attribute " + attribute + ".")
                    .doesNotContain(XMLNS);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"AWS_JSON_1_0", "AWS_QUERY"})
    void queuesOfOtherOwnersCannotBeAskedForWhereThereAreNone(Protocol protocol) {
        ok(Dialect.YANDEX, protocol, "CreateQueue", create("jobs", Map.of()));

        assertThat(ok(Dialect.YANDEX, protocol, "GetQueueUrl", new GetQueueUrlInput("jobs", "111111111111")))
                .contains(yandexUrl("jobs"));
        assertThat(failed(Dialect.YANDEX, protocol, 400, "GetQueueUrl", new GetQueueUrlInput("jobs", "222222222222")))
                .contains("AWS.SimpleQueueService.UnsupportedOperation");
        assertThat(failed(Dialect.AWS, protocol, 400, "GetQueueUrl", new GetQueueUrlInput("jobs", "222222222222")))
                .contains("AWS.SimpleQueueService.NonExistentQueue");
    }

    @ParameterizedTest
    @EnumSource(names = {"AWS_JSON_1_0", "AWS_QUERY"})
    void errorsHaveTheDialectsStatus(Protocol protocol) {
        sqs.create("jobs", Map.of());
        Record garbage = new DeleteMessageInput("jobs", "garbage");

        assertThat(failed(Dialect.YANDEX, protocol, 400, "DeleteMessage", garbage))
                .contains("ReceiptHandleIsInvalid")
                .doesNotContain(XMLNS);
        assertThat(failed(Dialect.AWS, protocol, 404, "DeleteMessage", garbage)).contains("ReceiptHandleIsInvalid");
    }

    private String ok(Dialect dialect, Protocol protocol, String action, Record input) {
        return failed(dialect, protocol, 200, action, input);
    }

    /** The answer's error header and body; its status must be {@code status}. */
    private String failed(Dialect dialect, Protocol protocol, int status, String action, Record input) {
        WireResponse answer = Objects.requireNonNull(fronts.get(dialect))
                .handle(
                        Endpoint.CALL,
                        ServiceCodec.of(SqsShape.of(Dialect.AWS)).encodeRequest(protocol, shape(action), input),
                        Map.of())
                .await()
                .atMost(Duration.ofSeconds(5));
        String body = new String(answer.body(), StandardCharsets.UTF_8);
        assertThat(answer.status()).as(body).isEqualTo(status);
        return answer.headers().first("x-amzn-query-error") + " " + body;
    }

    private String yandexUrl(String name) {
        String id = Long.toUnsignedString(sqs.queue(name).description().id(), 32);
        return "http://localhost:4566/111111111111/dj6" + "0".repeat(17 - id.length()) + id + "/" + name;
    }

    private static OperationShape<?, ?> shape(String action) {
        return SqsShape.of(Dialect.AWS).operations().stream()
                .filter(operation -> operation.name().equals(action))
                .findFirst()
                .orElseThrow();
    }

    private static CreateQueueInput create(String name, Map<String, String> attributes) {
        return new CreateQueueInput(name, attributes, Map.of());
    }

    private static GetQueueAttributesInput get(String url, String name) {
        return new GetQueueAttributesInput(url, List.of(name));
    }

    private static String redrive(String arn) {
        return "{\"deadLetterTargetArn\":\"" + arn + "\",\"maxReceiveCount\":3}";
    }
}

package io.posthorn.queue.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.posthorn.platform.AccountId;
import io.posthorn.platform.Call;
import io.posthorn.platform.Operation;
import io.posthorn.platform.Principal;
import io.posthorn.platform.Source;
import io.posthorn.platform.api.ApiService;
import io.posthorn.platform.api.Authorizer.Decision;
import io.posthorn.queue.queue.Dialect;
import io.posthorn.wire.ApiException;
import io.posthorn.wire.OperationShape;
import io.posthorn.wire.Protocol;
import io.posthorn.wire.ServiceCodec;
import io.posthorn.wire.WireResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Who may do what to a queue. */
class QueueAccessTest {
    private static final String ARN = "arn:aws:sqs:eu-west-1:111111111111:jobs";
    private static final String URL = "http://localhost:4566/111111111111/jobs";
    private static final AccountId OTHER = new AccountId("222222222222");
    private static final Principal BOB = new Principal("arn:aws:iam::222222222222:user/bob", "AIDABOB");
    private static final Call CROSS = call(OTHER, BOB, "AKIDBOB", "http://localhost:4566");
    private static final Call NOBODY = call(OTHER, BOB, "", "http://localhost:4566");

    private final Endpoint sqs = Endpoint.aws();
    private final QueueAccess access = new QueueAccess(Dialect.AWS, sqs.queues);

    @Test
    void theOwnerMayEverythingWithoutAPolicy() {
        sqs.create("jobs", Map.of());

        for (OperationShape<?, ?> operation : SqsShape.of(Dialect.AWS).operations()) {
            assertThat(access.decide(Endpoint.CALL, operation, about(operation.name())))
                    .as(operation.name())
                    .isEqualTo(Decision.Allowed.ALLOWED);
        }
    }

    @Test
    void anotherAccountMayNothingWithoutAPolicy() {
        sqs.create("jobs", Map.of());

        assertThat(refusal(CROSS, "SendMessage").text())
                .isEqualTo("User: arn:aws:iam::222222222222:user/bob is not authorized to perform: sqs:sendmessage on"
                        + " resource: " + ARN + " because no resource-based policy allows the sqs:sendmessage action");
    }

    @Test
    void anotherAccountMayWhatThePolicyAllows() {
        sqs.create("jobs", Map.of("Policy", policy("Allow", "{\"AWS\":\"222222222222\"}", "\"sqs:SendMessage\"", "")));

        assertThat(decide(CROSS, "SendMessage")).isEqualTo(Decision.Allowed.ALLOWED);
        assertThat(decide(CROSS, "SendMessageBatch")).isEqualTo(Decision.Allowed.ALLOWED);
        assertThat(refusal(CROSS, "ReceiveMessage").text()).contains("sqs:receivemessage");
        assertThat(refusal(CROSS, "DeleteMessageBatch").text()).contains("sqs:deletemessage on");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "AddPermission",
                "CancelMessageMoveTask",
                "DeleteQueue",
                "ListMessageMoveTasks",
                "ListQueueTags",
                "RemovePermission",
                "SetQueueAttributes",
                "StartMessageMoveTask",
                "TagQueue",
                "UntagQueue"
            })
    void noPolicySharesWhatIsTheOwners(String action) {
        sqs.create("jobs", Map.of("Policy", policy("Allow", "\"*\"", "\"sqs:*\"", "")));

        assertThat(refusal(CROSS, action).error().queryCode()).isEqualTo("AccessDenied");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ChangeMessageVisibility",
                "ChangeMessageVisibilityBatch",
                "DeleteMessage",
                "DeleteMessageBatch",
                "GetQueueAttributes",
                "GetQueueUrl",
                "ListDeadLetterSourceQueues",
                "PurgeQueue",
                "ReceiveMessage",
                "SendMessage",
                "SendMessageBatch"
            })
    void aPolicyMayShareTheRestWithAnybody(String action) {
        sqs.create("jobs", Map.of("Policy", policy("Allow", "\"*\"", "\"sqs:*\"", "")));

        assertThat(decide(CROSS, action)).isEqualTo(Decision.Allowed.ALLOWED);
        assertThat(decide(NOBODY, action)).isEqualTo(Decision.Allowed.ALLOWED);
    }

    @Test
    void aDenyBindsTheOwnerTooAlsoInBatches() {
        sqs.create("jobs", Map.of("Policy", policy("Deny", "\"*\"", "\"sqs:SendMessage\"", "")));

        assertThat(refusal(Endpoint.CALL, "SendMessageBatch").text())
                .isEqualTo("User: arn:aws:iam::111111111111:user/alice is not authorized to perform: sqs:sendmessage on"
                        + " resource: " + ARN + " with an explicit deny in a resource-based policy");
        assertThat(decide(Endpoint.CALL, "ReceiveMessage")).isEqualTo(Decision.Allowed.ALLOWED);
    }

    @Test
    void aMoveTaskNeedsWhatItDoes() {
        sqs.create("jobs", Map.of("Policy", policy("Deny", "\"*\"", "\"sqs:DeleteMessage\"", "")));
        sqs.create("target", Map.of("Policy", policy("Deny", "\"*\"", "\"sqs:SendMessage\"", "")));

        assertThat(refusal(Endpoint.CALL, "StartMessageMoveTask").text()).contains("sqs:deletemessage");
        assertThat(refused(access.decide(
                                Endpoint.CALL,
                                shape("StartMessageMoveTask"),
                                new StartMessageMoveTaskInput(
                                        ARN.replace("jobs", "missing"), ARN.replace("jobs", "target"), null)))
                        .text())
                .contains("sqs:sendmessage");
    }

    @Test
    void conditionsSeeTheCall() {
        String only =
                ",\"Condition\":{\"ArnEquals\":{\"aws:PrincipalArn\":\"arn:aws:iam::222222222222:user/bob\"},\"StringEquals\":"
                        + "{\"aws:userid\":\"AIDABOB\",\"aws:PrincipalAccount\":\"222222222222\","
                        + "\"aws:ResourceAccount\":\"111111111111\"},\"Bool\":{\"aws:SecureTransport\":\"true\"}}";
        sqs.create("jobs", Map.of("Policy", policy("Allow", "\"*\"", "\"sqs:SendMessage\"", only)));

        assertThat(decide(call(OTHER, BOB, "AKIDBOB", "https://sqs.example"), "SendMessage"))
                .isEqualTo(Decision.Allowed.ALLOWED);
        assertThat(refusal(CROSS, "SendMessage").error().status()).isEqualTo(403);
        Principal carol = new Principal("arn:aws:iam::222222222222:user/carol", "AIDACAROL");
        assertThat(refusal(call(OTHER, carol, "AKIDCAROL", "https://sqs.example"), "SendMessage")
                        .text())
                .contains("user/carol");
    }

    @ParameterizedTest
    @CsvSource({
        "IpAddress, 198.51.100.0/24, true",
        "IpAddress, 203.0.113.0/24, false",
        "NotIpAddress, 203.0.113.0/24, true",
        "NotIpAddress, 198.51.100.7, false"
    })
    void conditionsSeeTheCallersAddress(String operator, String block, boolean allowed) {
        String only = ",\"Condition\":{\"%s\":{\"aws:SourceIp\":\"%s\"}}".formatted(operator, block);
        sqs.create("jobs", Map.of("Policy", policy("Allow", "\"*\"", "\"sqs:SendMessage\"", only)));

        if (allowed) {
            assertThat(decide(CROSS, "SendMessage")).isEqualTo(Decision.Allowed.ALLOWED);
        } else {
            assertThat(refusal(CROSS, "SendMessage").error().status()).isEqualTo(403);
        }
    }

    @Test
    void permissionsThatWereAddedCountUntilTheyAreRemoved() {
        String url = sqs.create("jobs", Map.of());
        sqs.call(
                AddPermission.SHAPE,
                new AddPermissionInput(url, "bob", List.of(OTHER.value()), List.of("ReceiveMessage")));

        assertThat(decide(CROSS, "ReceiveMessage")).isEqualTo(Decision.Allowed.ALLOWED);
        refusal(CROSS, "SendMessage");
        sqs.call(RemovePermission.SHAPE, new RemovePermissionInput(url, "bob"));
        refusal(CROSS, "ReceiveMessage");
    }

    @Test
    void aQueueThatIsNotInMemoryIsLookedUp() {
        sqs.create("jobs", Map.of("Policy", policy("Allow", "\"*\"", "\"sqs:SendMessage\"", "")));
        sqs.queues.putAway(Endpoint.key("jobs"));

        assertThat(access.decide(CROSS, shape("SendMessage"), about("SendMessage")))
                .isInstanceOf(Decision.Later.class);
        assertThat(decide(CROSS, "SendMessage")).isEqualTo(Decision.Allowed.ALLOWED);
        refusal(CROSS, "ReceiveMessage");
        assertThat(decide(Endpoint.CALL, "ReceiveMessage")).isEqualTo(Decision.Allowed.ALLOWED);
    }

    @Test
    void aQueueThatIsNotThereIsNotThereForOthersEither() {
        assertThat(refusal(CROSS, "SendMessage").error().queryCode())
                .isEqualTo("AWS.SimpleQueueService.NonExistentQueue");
        assertThat(decide(Endpoint.CALL, "SendMessage")).isEqualTo(Decision.Allowed.ALLOWED);
    }

    @Test
    void nobodyListsOrCreatesWithoutASignature() {
        assertThat(refusal(NOBODY, "ListQueues").text()).startsWith("User: anonymous is not authorized");
        refusal(NOBODY, "CreateQueue");
        assertThat(decide(CROSS, "ListQueues")).isEqualTo(Decision.Allowed.ALLOWED);
    }

    @ParameterizedTest
    @EnumSource(
            value = Protocol.class,
            names = {"AWS_JSON_1_0", "AWS_QUERY"})
    void aRefusalIsTheApisOwnInBothProtocolsAndDialects(Protocol protocol) {
        sqs.create("jobs", Map.of());

        WireResponse aws = ask(Dialect.AWS, protocol);
        WireResponse yandex = ask(Dialect.YANDEX, protocol);

        assertThat(aws.status()).isEqualTo(403);
        assertThat(yandex.status()).isEqualTo(400);
        if (protocol == Protocol.AWS_QUERY) {
            assertThat(body(aws)).contains("<Type>Sender</Type><Code>AccessDenied</Code><Message>User: ");
            assertThat(body(yandex)).contains("<Code>AccessDeniedException</Code>");
        } else {
            assertThat(aws.headers().first("x-amzn-query-error")).isEqualTo("AccessDenied;Sender");
            assertThat(body(aws)).startsWith("{\"__type\":\"com.amazon.coral.service#AccessDeniedException\"");
        }
    }

    private WireResponse ask(Dialect dialect, Protocol protocol) {
        SqsContext context = new SqsContext(dialect, sqs.queues, sqs.handles, sqs.deduplicationKeys, () -> {
            throw new AssertionError("nothing is sent");
        });
        List<Operation<?, ?>> operations = SqsOperations.of(context, sqs.tasks);
        ApiService service = ApiService.of(
                "queue",
                SqsShape.of(dialect),
                operations,
                new QueueAccess(dialect, sqs.queues),
                new SimpleMeterRegistry());
        return service.handle(
                        CROSS,
                        ServiceCodec.of(SqsShape.of(dialect))
                                .encodeRequest(protocol, shape("SendMessage"), about("SendMessage")),
                        Map.of())
                .await()
                .atMost(Duration.ofSeconds(5));
    }

    private static String body(WireResponse response) {
        return new String(response.body(), StandardCharsets.UTF_8);
    }

    private ApiException refusal(Call call, String action) {
        return refused(decide(call, action));
    }

    private static ApiException refused(Decision decision) {
        assertThat(settled(decision)).isInstanceOf(Decision.Refused.class);
        return ((Decision.Refused) settled(decision)).answer();
    }

    private Decision decide(Call call, String action) {
        return settled(access.decide(call, shape(action), about(action)));
    }

    private static Decision settled(Decision decision) {
        return decision instanceof Decision.Later(var later)
                ? settled(later.await().atMost(Duration.ofSeconds(5)))
                : decision;
    }

    private static OperationShape<?, ?> shape(String action) {
        return SqsShape.of(Dialect.AWS).operations().stream()
                .filter(operation -> operation.name().equals(action))
                .findFirst()
                .orElseThrow();
    }

    /** An input of {@code action} about the queue {@code jobs}. */
    private static Record about(String action) {
        return switch (action) {
            case "AddPermission" -> new AddPermissionInput(URL, "l", List.of(), List.of());
            case "CancelMessageMoveTask" -> new CancelMessageMoveTaskInput(new MoveTaskHandle("t", ARN).text());
            case "ChangeMessageVisibility" -> new ChangeMessageVisibilityInput(URL, "h", 1);
            case "ChangeMessageVisibilityBatch" -> new ChangeMessageVisibilityBatchInput(URL, List.of());
            case "CreateQueue" -> new CreateQueueInput("jobs", Map.of(), Map.of());
            case "DeleteMessage" -> new DeleteMessageInput(URL, "h");
            case "DeleteMessageBatch" -> new DeleteMessageBatchInput(URL, List.of());
            case "DeleteQueue" -> new DeleteQueueInput(URL);
            case "GetQueueAttributes" -> new GetQueueAttributesInput(URL, List.of());
            case "GetQueueUrl" -> new GetQueueUrlInput("jobs", "111111111111");
            case "ListDeadLetterSourceQueues" -> new ListDeadLetterSourceQueuesInput(URL, null, null);
            case "ListMessageMoveTasks" -> new ListMessageMoveTasksInput(ARN, null);
            case "ListQueues" -> new ListQueuesInput(null, null, null);
            case "ListQueueTags" -> new ListQueueTagsInput(URL);
            case "PurgeQueue" -> new PurgeQueueInput(URL);
            case "ReceiveMessage" ->
                new ReceiveMessageInput(URL, List.of(), List.of(), List.of(), null, null, null, null);
            case "RemovePermission" -> new RemovePermissionInput(URL, "l");
            case "SendMessage" -> new SendMessageInput(URL, "b", null, Map.of(), Map.of(), null, null);
            case "SendMessageBatch" -> new SendMessageBatchInput(URL, List.of());
            case "SetQueueAttributes" -> new SetQueueAttributesInput(URL, Map.of());
            case "StartMessageMoveTask" -> new StartMessageMoveTaskInput(ARN, null, null);
            case "TagQueue" -> new TagQueueInput(URL, Map.of());
            case "UntagQueue" -> new UntagQueueInput(URL, List.of());
            default -> throw new AssertionError("an action without an input here: " + action);
        };
    }

    private static String policy(String effect, String principal, String action, @Nullable String more) {
        return "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"" + effect + "\",\"Principal\":" + principal
                + ",\"Action\":" + action + ",\"Resource\":\"*\"" + more + "}]}";
    }

    private static Call call(AccountId account, Principal principal, String key, String origin) {
        Source source = new Source("198.51.100.7", origin.startsWith("https:"));
        return new Call(account, principal, key, Endpoint.REGION, "sqs", "request-1", origin, source, Instant.EPOCH);
    }
}

package io.posthorn.queue;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.posthorn.platform.AccountId;
import io.posthorn.platform.Call;
import io.posthorn.platform.Principal;
import io.posthorn.platform.Source;
import io.posthorn.queue.api.AddPermissionInput;
import io.posthorn.queue.api.ChangeMessageVisibilityInput;
import io.posthorn.queue.api.CreateQueueInput;
import io.posthorn.queue.api.CreateQueueOutput;
import io.posthorn.queue.api.DeleteMessageInput;
import io.posthorn.queue.api.Message;
import io.posthorn.queue.api.ReceiveMessageInput;
import io.posthorn.queue.api.ReceiveMessageOutput;
import io.posthorn.queue.api.RemovePermissionInput;
import io.posthorn.queue.api.SendMessageInput;
import io.posthorn.queue.api.SendMessageOutput;
import io.posthorn.queue.api.SqsShape;
import io.posthorn.queue.api.StartMessageMoveTaskInput;
import io.posthorn.queue.api.StartMessageMoveTaskOutput;
import io.posthorn.queue.queue.Dialect;
import io.posthorn.wire.OperationShape;
import io.posthorn.wire.Protocol;
import io.posthorn.wire.ServiceCodec;
import io.posthorn.wire.ServiceShape;
import io.posthorn.wire.WireResponse;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The service behind its front, in both protocols. */
@QuarkusTest
@QuarkusTestResource(EmbeddedStores.class)
class QueueServiceIT {
    private static final Duration PATIENCE = Duration.ofSeconds(25);
    private static final ServiceShape SHAPE = SqsShape.of(Dialect.AWS);
    private static final String REQUEST_ID = "213c792a-2afa-4234-8759-dbc30e5b8ef8";
    private static final ServiceCodec CODEC = ServiceCodec.of(SHAPE);

    @Inject
    QueueApi api;

    @ParameterizedTest
    @EnumSource(names = {"AWS_JSON_1_0", "AWS_QUERY"})
    void aMessageIsSentReceivedAndDeleted(Protocol protocol) {
        CreateQueueOutput created = ask(
                protocol,
                "CreateQueue",
                new CreateQueueInput("orders-" + protocol.name(), Map.of(), Map.of()),
                CreateQueueOutput.class);
        String url = created.queueUrl();

        SendMessageOutput sent = ask(
                protocol,
                "SendMessage",
                new SendMessageInput(url, "hello", null, Map.of(), Map.of(), null, null),
                SendMessageOutput.class);
        assertThat(sent.md5OfMessageBody()).isEqualTo("5d41402abc4b2a76b9719d911017c592");

        ReceiveMessageOutput received = receive(protocol, url, 0);
        assertThat(received.messages()).hasSize(1);
        assertThat(received.messages().getFirst().body()).isEqualTo("hello");
        assertThat(received.messages().getFirst().messageId()).isEqualTo(sent.messageId());

        ask(
                protocol,
                "DeleteMessage",
                new DeleteMessageInput(url, received.messages().getFirst().receiptHandle()),
                OperationShape.Nothing.class);
        assertThat(receive(protocol, url, 0).messages()).isEmpty();
    }

    @Test
    void aLongPollWakesWhenAMessageIsSent() {
        String url = ask(
                        Protocol.AWS_JSON_1_0,
                        "CreateQueue",
                        new CreateQueueInput("waking", Map.of(), Map.of()),
                        CreateQueueOutput.class)
                .queueUrl();
        var polling = api.handle(
                        call(),
                        CODEC.encodeRequest(Protocol.AWS_JSON_1_0, shape("ReceiveMessage"), receiveInput(url, 20)))
                .subscribeAsCompletionStage();

        ask(
                Protocol.AWS_JSON_1_0,
                "SendMessage",
                new SendMessageInput(url, "wake", null, Map.of(), Map.of(), null, null),
                SendMessageOutput.class);

        assertThat(polling)
                .succeedsWithin(PATIENCE)
                .satisfies(
                        answer -> assertThat(new String(answer.body(), UTF_8)).contains("wake"));
    }

    @Test
    void aMessageReceivedTooOftenMovesAndIsTakenBack() {
        Protocol json = Protocol.AWS_JSON_1_0;
        String dead = create("dead", Map.of());
        String source = create(
                "alive",
                Map.of(
                        "VisibilityTimeout",
                        "0",
                        "RedrivePolicy",
                        "{\"deadLetterTargetArn\":\"arn:aws:sqs:eu-west-1:123456789012:dead\",\"maxReceiveCount\":1}"));
        SendMessageOutput sent = ask(
                json,
                "SendMessage",
                new SendMessageInput(source, "again", null, Map.of(), Map.of(), null, null),
                SendMessageOutput.class);
        assertThat(receive(json, source, 0).messages()).hasSize(1);
        assertThat(receive(json, source, 0).messages()).isEmpty();

        List<Message> letters = receive(json, dead, 20).messages();
        assertThat(letters).singleElement().satisfies(letter -> {
            assertThat(letter.messageId()).isEqualTo(sent.messageId());
            assertThat(letter.attributes())
                    .containsEntry("ApproximateReceiveCount", "2")
                    .containsEntry("DeadLetterQueueSourceArn", "arn:aws:sqs:eu-west-1:123456789012:alive");
        });

        ask(
                json,
                "ChangeMessageVisibility",
                new ChangeMessageVisibilityInput(dead, letters.getFirst().receiptHandle(), 0),
                OperationShape.Nothing.class);
        ask(
                json,
                "StartMessageMoveTask",
                new StartMessageMoveTaskInput("arn:aws:sqs:eu-west-1:123456789012:dead", null, null),
                StartMessageMoveTaskOutput.class);

        List<Message> back = receive(json, source, 20).messages();
        assertThat(back).singleElement().satisfies(message -> {
            assertThat(message.body()).isEqualTo("again");
            assertThat(message.messageId()).isNotEqualTo(sent.messageId());
            assertThat(message.attributes()).containsEntry("ApproximateReceiveCount", "1");
        });
        assertThat(receive(json, dead, 0).messages()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(names = {"AWS_JSON_1_0", "AWS_QUERY"})
    void accountsAndHostsOfYandexCloudAreAnsweredInItsDialect(Protocol protocol) {
        String name = "ymq-" + protocol.name() + ".fifo";
        Call byHost = call("123456789012", "https://message-queue.example");
        Call byAccount = call("b1gfolder", "http://localhost:4566");
        Map<String, String> fifo = Map.of("FifoQueue", "true", "ContentBasedDeduplication", "true");
        for (Call caller : List.of(byHost, byAccount)) {
            String url = answer(
                            caller,
                            protocol,
                            "CreateQueue",
                            new CreateQueueInput(name, fifo, Map.of()),
                            CreateQueueOutput.class)
                    .queueUrl();
            assertThat(url)
                    .matches("\\Q" + caller.origin() + "/" + caller.account() + "\\E/dj6[0-9a-v]{17}/\\Q" + name
                            + "\\E");
            for (String body : List.of("one", "two")) {
                answer(
                        caller,
                        protocol,
                        "SendMessage",
                        new SendMessageInput(url, body, null, Map.of(), Map.of(), null, "group"),
                        SendMessageOutput.class);
            }
            assertThat(answer(caller, protocol, "ReceiveMessage", receiveInput(url, 0), ReceiveMessageOutput.class)
                            .messages())
                    .singleElement()
                    .satisfies(message -> assertThat(message.body()).isEqualTo("one"));
        }
        WireResponse refused = respond(
                byHost, protocol, "DeleteMessage", new DeleteMessageInput("https://x/123456789012/" + name, "garbage"));
        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.headers().first("x-amzn-RequestId"))
                .isEqualTo("213c792a-2afa4234-8759dbc3-e5b8ef8-213c792a2afa42348759dbc30e5b8ef8");
        assertThat(new String(refused.body(), UTF_8))
                .contains("ReceiptHandleIsInvalid")
                .doesNotContain("xmlns");
    }

    @ParameterizedTest
    @EnumSource(names = {"AWS_JSON_1_0", "AWS_QUERY"})
    void anotherAccountNeedsTheQueuesPolicy(Protocol protocol) {
        String url = create("shared-" + protocol.name(), Map.of());
        Call other = call("222222222222", "http://localhost:4566");
        SendMessageInput message = new SendMessageInput(url, "hello", null, Map.of(), Map.of(), null, null);

        WireResponse refused = respond(other, protocol, "SendMessage", message);
        assertThat(refused.status()).isEqualTo(403);
        assertThat(new String(refused.body(), UTF_8))
                .contains("User: arn:aws:iam::222222222222:root is not authorized to perform: sqs:sendmessage");

        ask(
                protocol,
                "AddPermission",
                new AddPermissionInput(url, "theirs", List.of("222222222222"), List.of("SendMessage")),
                OperationShape.Nothing.class);
        answer(other, protocol, "SendMessage", message, SendMessageOutput.class);
        assertThat(respond(other, protocol, "ReceiveMessage", receiveInput(url, 0))
                        .status())
                .isEqualTo(403);

        ask(protocol, "RemovePermission", new RemovePermissionInput(url, "theirs"), OperationShape.Nothing.class);
        assertThat(respond(other, protocol, "SendMessage", message).status()).isEqualTo(403);
        assertThat(receive(protocol, url, 0).messages()).hasSize(1);
    }

    private String create(String name, Map<String, String> attributes) {
        return ask(
                        Protocol.AWS_JSON_1_0,
                        "CreateQueue",
                        new CreateQueueInput(name, attributes, Map.of()),
                        CreateQueueOutput.class)
                .queueUrl();
    }

    private ReceiveMessageOutput receive(Protocol protocol, String url, int wait) {
        return ask(protocol, "ReceiveMessage", receiveInput(url, wait), ReceiveMessageOutput.class);
    }

    private static ReceiveMessageInput receiveInput(String url, int wait) {
        return new ReceiveMessageInput(url, List.of("All"), List.of(), List.of(), 10, null, wait, null);
    }

    private <O extends Record> O ask(Protocol protocol, String action, Record input, Class<O> output) {
        return answer(call(), protocol, action, input, output);
    }

    private <O extends Record> O answer(Call call, Protocol protocol, String action, Record input, Class<O> output) {
        WireResponse answer = respond(call, protocol, action, input);
        assertThat(answer.status()).as(() -> new String(answer.body(), UTF_8)).isEqualTo(200);
        return output.cast(CODEC.decodeResponse(protocol, shape(action), answer));
    }

    private WireResponse respond(Call call, Protocol protocol, String action, Record input) {
        return api.handle(call, CODEC.encodeRequest(protocol, shape(action), input))
                .await()
                .atMost(PATIENCE);
    }

    private static OperationShape<?, ?> shape(String action) {
        return SHAPE.operations().stream()
                .filter(operation -> operation.name().equals(action))
                .findFirst()
                .orElseThrow();
    }

    private static Call call() {
        return call("123456789012", "http://localhost:4566");
    }

    private static Call call(String id, String origin) {
        AccountId account = new AccountId(id);
        return new Call(
                account,
                Principal.rootOf(account),
                "AKIDTEST",
                "eu-west-1",
                "sqs",
                REQUEST_ID,
                origin,
                Source.UNKNOWN,
                Instant.now());
    }
}

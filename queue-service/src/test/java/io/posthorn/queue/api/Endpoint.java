package io.posthorn.queue.api;

import io.posthorn.platform.AccountId;
import io.posthorn.platform.Call;
import io.posthorn.platform.Operation;
import io.posthorn.platform.Principal;
import io.posthorn.platform.Source;
import io.posthorn.queue.queue.Dialect;
import io.posthorn.queue.queue.InMemoryQueue;
import io.posthorn.queue.queue.InMemoryQueues;
import io.posthorn.queue.queue.QueueKey;
import io.posthorn.queue.queue.QueueName;
import io.posthorn.queue.queue.TestClock;
import io.posthorn.queue.seal.DeduplicationKeys;
import io.posthorn.queue.state.MessageId;
import io.posthorn.queue.state.ReceiptHandleCodec;
import io.posthorn.wire.OperationShape;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The operations over queues in memory, called as one account in one region. */
final class Endpoint {
    static final AccountId ACCOUNT = new AccountId("111111111111");
    static final String REGION = "eu-west-1";
    static final String ORIGIN = "http://localhost:4566";
    static final Call CALL = new Call(
            ACCOUNT,
            new Principal("arn:aws:iam::111111111111:user/alice", "AIDAALICE"),
            "AKIDEXAMPLE",
            REGION,
            "sqs",
            "request-1",
            ORIGIN,
            Source.UNKNOWN,
            Instant.EPOCH);

    final TestClock clock = new TestClock();
    final InMemoryQueues queues = new InMemoryQueues(clock);
    final InMemoryMoveTasks tasks = new InMemoryMoveTasks(clock);
    final ReceiptHandleCodec handles = new ReceiptHandleCodec(new byte[ReceiptHandleCodec.KEY_BYTES]);
    final DeduplicationKeys deduplicationKeys = new DeduplicationKeys(new byte[16]);
    private final List<Operation<?, ?>> operations;
    private long lastMessage;

    Endpoint(Dialect dialect) {
        operations = SqsOperations.of(
                new SqsContext(dialect, queues, handles, deduplicationKeys, () -> new MessageId(1, ++lastMessage)),
                tasks);
    }

    static Endpoint aws() {
        return new Endpoint(Dialect.AWS);
    }

    /** Answers {@code input}, or throws the error of the API. */
    <I extends Record, O extends Record> O call(OperationShape<I, O> shape, I input) {
        Operation<?, ?> operation = operations.stream()
                .filter(each -> each.shape().equals(shape))
                .findFirst()
                .orElseThrow();
        @SuppressWarnings("unchecked") // it has that shape
        Operation<I, O> typed = (Operation<I, O>) operation;
        return typed.execute(CALL, input).await().atMost(Duration.ofSeconds(5));
    }

    /** Creates a queue and answers its URL. */
    String create(String name, Map<String, String> attributes) {
        return call(CreateQueue.SHAPE, new CreateQueueInput(name, attributes, Map.of()))
                .queueUrl();
    }

    /** Creates a FIFO queue that deduplicates by content. */
    String createFifo(String name) {
        return create(name, Map.of("FifoQueue", "true", "ContentBasedDeduplication", "true"));
    }

    static QueueKey key(String name) {
        return new QueueKey(ACCOUNT, REGION, new QueueName(name));
    }

    InMemoryQueue queue(String name) {
        return queues.get(key(name));
    }

    SendMessageOutput send(String url, String body) {
        return call(SendMessage.SHAPE, message(url, body, null, null, null));
    }

    static SendMessageInput message(
            String url,
            @Nullable String body,
            @Nullable Integer delay,
            @Nullable String deduplicationId,
            @Nullable String groupId) {
        return new SendMessageInput(url, body, delay, Map.of(), Map.of(), deduplicationId, groupId);
    }

    List<Message> receive(String url, int max) {
        return call(ReceiveMessage.SHAPE, receiving(url, max, List.of("All"), List.of("All")))
                .messages();
    }

    static ReceiveMessageInput receiving(String url, int max, List<String> system, List<String> attributes) {
        return new ReceiveMessageInput(url, system, List.of(), attributes, max, null, null, null);
    }
}

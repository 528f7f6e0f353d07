package io.posthorn.queue;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.posthorn.platform.AccountId;
import io.posthorn.platform.Call;
import io.posthorn.platform.Principal;
import io.posthorn.platform.Source;
import io.posthorn.platform.event.DeliverySeal;
import io.posthorn.platform.event.QueueDelivery;
import io.posthorn.platform.event.Topics;
import io.posthorn.platform.outbox.OutboxProducer;
import io.posthorn.platform.secret.MasterKeys;
import io.posthorn.platform.secret.SecretSealer;
import io.posthorn.platform.shard.MisdirectedException;
import io.posthorn.queue.api.CreateQueueInput;
import io.posthorn.queue.api.CreateQueueOutput;
import io.posthorn.queue.api.DeleteMessageInput;
import io.posthorn.queue.api.Message;
import io.posthorn.queue.api.ReceiveMessageInput;
import io.posthorn.queue.api.ReceiveMessageOutput;
import io.posthorn.queue.api.SendMessageInput;
import io.posthorn.queue.api.SendMessageOutput;
import io.posthorn.queue.api.SqsShape;
import io.posthorn.queue.queue.Dialect;
import io.posthorn.queue.queue.QueueKey;
import io.posthorn.queue.queue.QueueName;
import io.posthorn.wire.OperationShape;
import io.posthorn.wire.Protocol;
import io.posthorn.wire.ServiceCodec;
import io.posthorn.wire.WireResponse;
import io.vertx.mutiny.sqlclient.Pool;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;

/** Calls the queue services of a test as an edge does, publishes to their queues as a topic does, and looks into the store. */
final class QueueClient implements AutoCloseable {
    static final Duration PATIENCE = Duration.ofSeconds(40);
    private static final ServiceCodec CODEC = ServiceCodec.of(SqsShape.of(Dialect.AWS));

    private final Producer<String, byte[]> producer;
    private final DeliverySeal seal;
    private final Pool pool;
    private List<QueueService> services = List.of();

    QueueClient(String kafka, MasterKeys masterKeys, Pool pool) {
        this.producer = OutboxProducer.connect(Map.of("bootstrap.servers", kafka));
        this.seal = new DeliverySeal(new SecretSealer(masterKeys.forPurpose(DeliverySeal.PURPOSE), new SecureRandom()));
        this.pool = pool;
    }

    /** Calls go to whichever of {@code now} has the queue. */
    void use(QueueService... now) {
        services = List.of(now);
    }

    static QueueKey key(AccountId account, String name) {
        return new QueueKey(account, "eu-west-1", new QueueName(name));
    }

    static String url(QueueKey queue) {
        return "http://localhost:4566/" + queue.account() + "/" + queue.name();
    }

    QueueKey create(AccountId account, String name, Map<String, String> attributes) {
        ask(account, "CreateQueue", new CreateQueueInput(name, attributes, Map.of()), CreateQueueOutput.class);
        return key(account, name);
    }

    String sendOrdered(QueueKey queue, String body, String group, @Nullable String deduplicationId) {
        return ask(
                        queue.account(),
                        "SendMessage",
                        new SendMessageInput(url(queue), body, null, Map.of(), Map.of(), deduplicationId, group),
                        SendMessageOutput.class)
                .messageId();
    }

    /** What there is, after waiting for some; it stays hidden. */
    List<Message> receive(QueueKey queue) {
        return receive(queue, 10);
    }

    /** What there is now. */
    List<Message> receiveAtOnce(QueueKey queue) {
        return receive(queue, 0);
    }

    private List<Message> receive(QueueKey queue, int wait) {
        return ask(
                        queue.account(),
                        "ReceiveMessage",
                        new ReceiveMessageInput(
                                url(queue), List.of("All"), List.of(), List.of("All"), 10, null, wait, null),
                        ReceiveMessageOutput.class)
                .messages();
    }

    /** As many messages as {@code count}, each deleted when it came. */
    List<Message> all(QueueKey queue, int count) {
        List<Message> all = new ArrayList<>();
        Instant end = Instant.now().plus(PATIENCE);
        while (all.size() < count && Instant.now().isBefore(end)) {
            for (Message message : receive(queue, 5)) {
                all.add(message);
                ask(
                        queue.account(),
                        "DeleteMessage",
                        new DeleteMessageInput(url(queue), message.receiptHandle()),
                        OperationShape.Nothing.class);
            }
        }
        return all;
    }

    /** Puts {@code deliveries} into Kafka, in order. */
    void publish(QueueDelivery... deliveries) {
        for (QueueDelivery delivery : deliveries) {
            var _ = producer.send(new ProducerRecord<>(
                    Topics.QUEUE_DELIVERIES.name(), delivery.shard(), delivery.recordKey(), seal.seal(delivery)));
        }
        producer.flush();
    }

    <O extends java.lang.Record> O ask(AccountId account, String action, java.lang.Record input, Class<O> output) {
        OperationShape<?, ?> operation = SqsShape.of(Dialect.AWS).operations().stream()
                .filter(each -> each.name().equals(action))
                .findFirst()
                .orElseThrow();
        WireResponse answer = await().atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(50))
                .pollDelay(Duration.ZERO)
                .until(() -> answer(account, operation, input), found -> found != null);
        assertThat(answer.status()).as(() -> new String(answer.body(), UTF_8)).isEqualTo(200);
        return output.cast(CODEC.decodeResponse(Protocol.AWS_JSON_1_0, operation, answer));
    }

    /** The answer of whoever has the queue; null when it is changing hands. */
    private @Nullable WireResponse answer(AccountId account, OperationShape<?, ?> operation, java.lang.Record input) {
        for (QueueService each : services) {
            Call call = call(account);
            try {
                return each.api(call)
                        .handle(call, CODEC.encodeRequest(Protocol.AWS_JSON_1_0, operation, input), Map.of())
                        .await()
                        .atMost(PATIENCE);
            } catch (MisdirectedException elsewhere) {
                // The next one may have it.
            }
        }
        return null;
    }

    long number(String sql) {
        return pool.query(sql)
                .execute()
                .await()
                .atMost(PATIENCE)
                .iterator()
                .next()
                .getLong(0);
    }

    String text(String sql) {
        return pool.query(sql)
                .execute()
                .await()
                .atMost(PATIENCE)
                .iterator()
                .next()
                .getString(0);
    }

    void run(String sql) {
        pool.query(sql).execute().await().atMost(PATIENCE);
    }

    @Override
    public void close() {
        producer.close(Duration.ofSeconds(5));
    }

    private static Call call(AccountId account) {
        return new Call(
                account,
                Principal.rootOf(account),
                "AKIDTEST",
                "eu-west-1",
                "sqs",
                "request",
                "http://localhost:4566",
                Source.UNKNOWN,
                Instant.now());
    }
}

package io.posthorn.queue;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.MeterRegistry;
import io.posthorn.platform.AccountId;
import io.posthorn.platform.Call;
import io.posthorn.platform.Principal;
import io.posthorn.platform.Source;
import io.posthorn.platform.event.Topics;
import io.posthorn.platform.secret.MasterKeys;
import io.posthorn.platform.secret.SecretException;
import io.posthorn.queue.api.CreateQueueInput;
import io.posthorn.queue.api.CreateQueueOutput;
import io.posthorn.queue.api.Message;
import io.posthorn.queue.api.MessageAttributeValue;
import io.posthorn.queue.api.ReceiveMessageInput;
import io.posthorn.queue.api.ReceiveMessageOutput;
import io.posthorn.queue.api.SendMessageInput;
import io.posthorn.queue.api.SendMessageOutput;
import io.posthorn.queue.api.SqsShape;
import io.posthorn.queue.queue.Dialect;
import io.posthorn.queue.state.ContentHash;
import io.posthorn.wire.OperationShape;
import io.posthorn.wire.Protocol;
import io.posthorn.wire.ServiceCodec;
import io.posthorn.wire.WireResponse;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.smallrye.reactive.messaging.MutinyEmitter;
import io.smallrye.reactive.messaging.kafka.Record;
import io.vertx.core.Vertx;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.inject.Inject;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.eclipse.microprofile.reactive.messaging.Channel;
import org.hibernate.reactive.mutiny.Mutiny;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What users send is nowhere at rest in clear, and comes back after a restart. */
@QuarkusTest
@QuarkusTestResource(EmbeddedStores.class)
@TestProfile(SealingIT.OnItsOwn.class)
class SealingIT {
    /** An application for this test alone, which it may stop. */
    public static final class OnItsOwn implements QuarkusTestProfile {}

    private static final Duration PATIENCE = Duration.ofSeconds(25);
    private static final ServiceCodec CODEC = ServiceCodec.of(SqsShape.of(Dialect.AWS));
    private static final String BODY = "a body that nobody else may read";
    private static final String SECRET_ID = "an-id-that-nobody-else-may-read";
    private static final String ATTRIBUTE = "an attribute that nobody else may read";

    @Inject
    Vertx vertx;

    @Inject
    Mutiny.SessionFactory sessions;

    @Inject
    Pool pool;

    @Inject
    DataSource dataSource;

    @Inject
    MasterKeys masterKeys;

    @Inject
    MeterRegistry meters;

    @Inject
    QueueServiceConfig config;

    @Inject
    QueueService first;

    @Inject
    @ConfigProperty(name = "quarkus.datasource.reactive.url")
    String databaseUrl;

    @Inject
    @ConfigProperty(name = "quarkus.datasource.username")
    String user;

    @Inject
    @ConfigProperty(name = "quarkus.datasource.password")
    String password;

    @Inject
    @ConfigProperty(name = "kafka.bootstrap.servers")
    String kafka;

    @Inject
    @Channel("queue-shard-owners")
    MutinyEmitter<Record<String, byte[]>> shardOwners;

    private @Nullable QueueService second;

    @AfterEach
    void stop() {
        if (second != null) {
            second.stop(new ShutdownEvent());
        }
    }

    @Test
    void nothingIsAtRestInClearAndAllOfItComesBackAfterARestart() {
        String dead = create(first, "dead", Map.of());
        String sealed = create(
                first,
                "sealed",
                Map.of(
                        "VisibilityTimeout",
                        "0",
                        "RedrivePolicy",
                        "{\"deadLetterTargetArn\":\"arn:aws:sqs:eu-west-1:123456789012:dead\",\"maxReceiveCount\":1}"));
        String clear = create(first, "clear", Map.of("SqsManagedSseEnabled", "false"));
        String leftAlone = create(first, "kms", Map.of("KmsMasterKeyId", "alias/aws/sqs"));
        String ordered =
                create(first, "ordered.fifo", Map.of("FifoQueue", "true", "ContentBasedDeduplication", "true"));
        String byContent = sendOrdered(first, ordered, BODY, null);
        String byId = sendOrdered(first, ordered, "other", SECRET_ID);
        send(first, sealed, BODY);
        send(first, leftAlone, BODY);
        send(first, clear, "seen");
        assertThat(receive(first, sealed, 0)).hasSize(1);
        assertThat(receive(first, sealed, 0)).isEmpty();
        assertThat(receive(first, dead, 20)).singleElement().satisfies(SealingIT::isWhole);

        assertThat(tables())
                .contains("seen")
                .doesNotContain(
                        BODY,
                        ATTRIBUTE,
                        md5(BODY),
                        hex(BODY),
                        hex(ATTRIBUTE),
                        "secretive",
                        ContentHash.of(BODY.getBytes(UTF_8)),
                        SECRET_ID);
        assertThat(number("SELECT count(*) FROM queue.messages WHERE encryption_key_id IS NOT NULL"))
                .isEqualTo(4);
        assertThat(number("SELECT count(*) FROM queue.data_keys")).isEqualTo(4);
        assertThat(deliveries())
                .isNotEmpty()
                .allSatisfy(record -> assertThat(record).doesNotContain(BODY, ATTRIBUTE, "senderId", base64(BODY)));

        first.stop(new ShutdownEvent());
        assertThatThrownBy(() -> service(MasterKeys.parse("test:/wECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="))
                        .start(new StartupEvent()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage(
                        "the master keys do not open what is stored: give those that this installation was made with")
                .hasCauseInstanceOf(SecretException.class);
        QueueService restarted = service(masterKeys);
        second = restarted;
        restarted.start(new StartupEvent());

        assertThat(receive(restarted, leftAlone, 0)).singleElement().satisfies(SealingIT::isWhole);
        assertThat(sendOrdered(restarted, ordered, BODY, null)).isEqualTo(byContent);
        assertThat(sendOrdered(restarted, ordered, "another", SECRET_ID)).isEqualTo(byId);
        assertThat(receive(restarted, ordered, 0))
                .extracting(message -> message.attributes().get("MessageDeduplicationId"))
                .containsExactly(ContentHash.of(BODY.getBytes(UTF_8)), SECRET_ID);
        assertThat(receive(restarted, clear, 0))
                .singleElement()
                .satisfies(message -> assertThat(message.body()).isEqualTo("seen"));
    }

    private static void isWhole(Message message) {
        assertThat(message.body()).isEqualTo(BODY);
        assertThat(message.md5OfBody()).isEqualTo(md5(BODY));
        assertThat(message.messageAttributes())
                .hasSize(1)
                .hasEntrySatisfying(
                        "secretive", value -> assertThat(value.stringValue()).isEqualTo(ATTRIBUTE));
    }

    private QueueService service(MasterKeys keys) {
        return new QueueService(
                vertx,
                sessions,
                pool,
                dataSource,
                keys,
                meters,
                config,
                databaseUrl,
                user,
                password,
                kafka,
                1,
                shardOwners);
    }

    private static String create(QueueService service, String name, Map<String, String> attributes) {
        return ask(service, "CreateQueue", new CreateQueueInput(name, attributes, Map.of()), CreateQueueOutput.class)
                .queueUrl();
    }

    private static void send(QueueService service, String url, String body) {
        MessageAttributeValue attribute = new MessageAttributeValue("String", ATTRIBUTE, null, List.of(), List.of());
        Map<String, MessageAttributeValue> attributes = body.equals(BODY) ? Map.of("secretive", attribute) : Map.of();
        ask(
                service,
                "SendMessage",
                new SendMessageInput(url, body, null, attributes, Map.of(), null, null),
                SendMessageOutput.class);
    }

    private static String sendOrdered(QueueService service, String url, String body, @Nullable String deduplicationId) {
        return ask(
                        service,
                        "SendMessage",
                        new SendMessageInput(url, body, null, Map.of(), Map.of(), deduplicationId, "group"),
                        SendMessageOutput.class)
                .messageId();
    }

    private static List<Message> receive(QueueService service, String url, int wait) {
        return ask(
                        service,
                        "ReceiveMessage",
                        new ReceiveMessageInput(url, List.of("All"), List.of(), List.of("All"), 10, null, wait, null),
                        ReceiveMessageOutput.class)
                .messages();
    }

    private static <O extends java.lang.Record> O ask(
            QueueService service, String action, java.lang.Record input, Class<O> output) {
        OperationShape<?, ?> operation = SqsShape.of(Dialect.AWS).operations().stream()
                .filter(each -> each.name().equals(action))
                .findFirst()
                .orElseThrow();
        Call call = call();
        WireResponse answer = service.api(call)
                .handle(call, CODEC.encodeRequest(Protocol.AWS_JSON_1_0, operation, input), Map.of())
                .await()
                .atMost(PATIENCE);
        assertThat(answer.status()).as(() -> new String(answer.body(), UTF_8)).isEqualTo(200);
        return output.cast(CODEC.decodeResponse(Protocol.AWS_JSON_1_0, operation, answer));
    }

    /** Every row of the service's tables as text; bytes as text where they are, and as hexadecimal digits. */
    private String tables() {
        StringBuilder all = new StringBuilder();
        for (String table : List.of("messages", "deduplication", "data_keys", "outbox", "queues", "arrivals")) {
            pool.query("SELECT t::text FROM queue." + table + " t")
                    .execute()
                    .await()
                    .atMost(PATIENCE)
                    .forEach(row -> all.append(row.getString(0)).append('\n'));
        }
        pool.query("SELECT encode(body, 'escape'), encode(attributes, 'escape') FROM queue.messages")
                .execute()
                .await()
                .atMost(PATIENCE)
                .forEach(row ->
                        all.append(row.getString(0)).append(row.getString(1)).append('\n'));
        return all.toString();
    }

    private long number(String sql) {
        return pool.query(sql)
                .execute()
                .await()
                .atMost(PATIENCE)
                .iterator()
                .next()
                .getLong(0);
    }

    /** What stands in the topic of deliveries, bytes taken for Latin letters. */
    private List<String> deliveries() {
        Map<String, Object> settings = Map.of(
                ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, kafka, ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        try (KafkaConsumer<String, byte[]> consumer =
                new KafkaConsumer<>(settings, new StringDeserializer(), new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = consumer.partitionsFor(Topics.QUEUE_DELIVERIES.name()).stream()
                    .map(each -> new TopicPartition(each.topic(), each.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            List<String> records = new ArrayList<>();
            Instant end = Instant.now().plus(PATIENCE);
            while (records.isEmpty() && Instant.now().isBefore(end)) {
                consumer.poll(Duration.ofSeconds(1))
                        .forEach(record -> records.add(new String(record.value(), ISO_8859_1)));
            }
            return records;
        }
    }

    private static String md5(String text) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("MD5").digest(text.getBytes(UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    private static String hex(String text) {
        return HexFormat.of().formatHex(text.getBytes(UTF_8));
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(UTF_8));
    }

    private static Call call() {
        AccountId account = new AccountId("123456789012");
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

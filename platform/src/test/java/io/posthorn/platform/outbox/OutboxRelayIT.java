package io.posthorn.platform.outbox;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.posthorn.embedded.EmbeddedKafka;
import io.posthorn.embedded.EmbeddedPostgres;
import io.posthorn.platform.AccountId;
import io.posthorn.platform.event.Topic;
import io.posthorn.wire.Blob;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.pgclient.PgBuilder;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.sqlclient.PoolOptions;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class OutboxRelayIT {
    private static final AccountId ACCOUNT = new AccountId("123456789012");
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final OutboxSettings SETTINGS =
            new OutboxSettings(10, 1024, Duration.ofMillis(200), Duration.ofMillis(200), Duration.ofSeconds(5));

    /** Only a nudge wakes it within a test's time. */
    private static final OutboxSettings SLEEPY =
            new OutboxSettings(10, 1024, Duration.ofHours(1), Duration.ofMillis(200), Duration.ofSeconds(5));

    private static EmbeddedPostgres postgres;
    private static EmbeddedKafka kafka;
    private static Vertx vertx;
    private static Pool pool;
    private static Admin admin;

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final List<AutoCloseable> open = new ArrayList<>();
    private Topic topic;
    private Outbox outbox;

    @BeforeAll
    static void start() {
        postgres = EmbeddedPostgres.temporary();
        kafka = EmbeddedKafka.temporary();
        vertx = Vertx.vertx();
        pool = Pool.newInstance(PgBuilder.pool()
                .connectingTo(PgConnectOptions.fromUri(postgres.reactiveUri())
                        .setUser(postgres.username())
                        .setPassword(postgres.password()))
                .with(new PoolOptions().setMaxSize(6))
                .using(vertx)
                .build());
        admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()));
    }

    @AfterAll
    static void stop() throws ExecutionException, InterruptedException {
        admin.close();
        done(pool.close());
        vertx.close().toCompletionStage().toCompletableFuture().get();
        kafka.close();
        postgres.close();
    }

    @BeforeEach
    void newSchemaAndTopic() throws IOException, ExecutionException, InterruptedException {
        String name = "t" + UUID.randomUUID().toString().replace("-", "");
        topic = new Topic(
                name, "key", Topic.Cleanup.DELETE, 2, Topic.Partitioning.BY_KEY, Duration.ofDays(1), 4 * 1024 * 1024);
        outbox = Outbox.in(name);
        try (InputStream in = Objects.requireNonNull(Outbox.class.getResourceAsStream("outbox.sql"))) {
            String ddl = new String(in.readAllBytes(), UTF_8)
                    .replace("create table outbox", "create table " + name + ".outbox")
                    .replace("on table outbox", "on table " + name + ".outbox")
                    .replace("on column outbox", "on column " + name + ".outbox");
            done(pool.query("create schema " + name + ";" + ddl).execute());
        }
        admin.createTopics(List.of(new NewTopic(name, 2, (short) 1))).all().get();
    }

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable each : open.reversed()) {
            each.close();
        }
    }

    private static <T> T done(Uni<T> uni) {
        return uni.await().atMost(SOON);
    }

    private Producer<String, byte[]> producer() {
        Producer<String, byte[]> producer =
                OutboxProducer.connect(Map.of("bootstrap.servers", kafka.bootstrapServers()));
        open.add(producer);
        return producer;
    }

    private OutboxRelay relay(Producer<String, byte[]> producer, OutboxSettings settings) {
        OutboxRelay relay = OutboxRelay.start("test", outbox, pool, producer, settings, meters);
        open.add(relay);
        return relay;
    }

    private List<OutboxRecord> records(String key, int from, int to) {
        return IntStream.range(from, to)
                .mapToObj(i -> OutboxRecord.byKey(ACCOUNT, topic, key, (key + i).getBytes(UTF_8)))
                .toList();
    }

    private void append(List<OutboxRecord> records) {
        done(pool.withTransaction(connection -> outbox.append(connection, records)));
    }

    private long waiting() {
        return done(pool.query("select count(*) from " + outbox.schema() + ".outbox")
                        .execute())
                .iterator()
                .next()
                .getLong(0);
    }

    /** Everything on the topic now, in order of each partition. */
    private List<ConsumerRecord<String, byte[]>> arrived() {
        List<TopicPartition> partitions =
                List.of(new TopicPartition(topic.name(), 0), new TopicPartition(topic.name(), 1));
        try (KafkaConsumer<String, byte[]> consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", kafka.bootstrapServers()),
                new StringDeserializer(),
                new ByteArrayDeserializer())) {
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            List<ConsumerRecord<String, byte[]>> all = new ArrayList<>();
            while (partitions.stream().anyMatch(each -> consumer.position(each) < ends.getOrDefault(each, 0L))) {
                consumer.poll(Duration.ofMillis(200)).forEach(all::add);
            }
            return all;
        }
    }

    private List<String> valuesOf(String key) {
        return arrived().stream()
                .filter(each -> each.key().equals(key))
                .map(each -> new String(each.value(), UTF_8))
                .toList();
    }

    private static List<String> expected(String key, int count) {
        return IntStream.range(0, count).mapToObj(i -> key + i).toList();
    }

    @Test
    void whatIsCommittedArrivesInTheOrderOfItsKeyAndLeavesTheOutbox() {
        relay(producer(), SETTINGS);

        for (int i = 0; i < 50; i += 10) {
            append(Stream.concat(records("a", i, i + 10).stream(), records("b", i, i + 10).stream())
                    .toList());
        }

        await().atMost(SOON).untilAsserted(() -> assertThat(waiting()).isZero());
        assertThat(valuesOf("a")).isEqualTo(expected("a", 50));
        assertThat(valuesOf("b")).isEqualTo(expected("b", 50));
        assertThat(meters.get("posthorn_test_outbox_relayed_records_total")
                        .counter()
                        .count())
                .isEqualTo(100);
    }

    @Test
    void whatIsRolledBackIsNeverSent() {
        relay(producer(), SETTINGS);

        done(pool.withTransaction(connection -> outbox.append(connection, records("undone", 0, 3))
                        .onItem()
                        .transformToUni(_ -> Uni.createFrom().<Void>failure(new IllegalStateException("no"))))
                .onFailure()
                .recoverWithNull());
        append(records("done", 0, 1));

        await().atMost(SOON).untilAsserted(() -> assertThat(valuesOf("done")).hasSize(1));
        assertThat(valuesOf("undone")).isEmpty();
    }

    @Test
    void aNudgeSparesThePollInterval() {
        OutboxRelay relay = relay(producer(), SLEEPY);
        append(records("a", 0, 1));

        await().atMost(SOON).untilAsserted(() -> {
            relay.nudge();
            assertThat(valuesOf("a")).hasSize(1);
        });
    }

    @Test
    void theSenderChoosesThePartitionWhereItIsExplicit() {
        relay(producer(), SETTINGS);

        append(IntStream.range(0, 4)
                .mapToObj(i -> new OutboxRecord(ACCOUNT, topic.name(), "k", i % 2, Blob.of(new byte[] {(byte) i})))
                .toList());

        await().atMost(SOON).untilAsserted(() -> assertThat(arrived()).hasSize(4));
        assertThat(arrived()).allSatisfy(each -> assertThat(each.partition()).isEqualTo(each.value()[0] % 2));
    }

    @Test
    void recordsLongerThanARoundStillGo() {
        relay(producer(), SETTINGS);

        append(List.of(
                OutboxRecord.byKey(ACCOUNT, topic, "big", new byte[2 * 1024 * 1024]),
                OutboxRecord.byKey(ACCOUNT, topic, "big", new byte[2048])));

        await().atMost(SOON)
                .untilAsserted(() -> assertThat(arrived().stream().map(each -> each.value().length))
                        .containsExactly(2 * 1024 * 1024, 2048));
    }

    @Test
    void aFailureInTheMiddleOfABatchKeepsTheOrder() {
        AtomicInteger count = new AtomicInteger();
        Producer<String, byte[]> flaky = new InterceptedProducer(message -> {
            if (count.incrementAndGet() == 4) {
                throw new TimeoutException("injected");
            }
        });
        open.add(flaky);
        append(records("a", 0, 10));

        relay(flaky, SETTINGS);

        await().atMost(SOON).untilAsserted(() -> assertThat(waiting()).isZero());
        List<String> values = valuesOf("a");
        assertThat(new LinkedHashSet<>(values)).containsExactlyInAnyOrderElementsOf(expected("a", 10));
        assertThat(values.subList(values.size() - 7, values.size()))
                .isEqualTo(expected("a", 10).subList(3, 10));
        assertThat(meters.get("posthorn_test_outbox_relay_failures_total")
                        .counter()
                        .count())
                .isEqualTo(1);
    }

    @Test
    void aConnectionThatDiesAfterSendingLosesNothing() {
        AtomicInteger killed = new AtomicInteger();
        Producer<String, byte[]> killing = new InterceptedProducer(message -> {
            if (new String(message.value(), UTF_8).equals("a9") && killed.getAndIncrement() == 0) {
                done(pool.query("select pg_terminate_backend(pid) from pg_stat_activity where pid <> pg_backend_pid()"
                                + " and query like '%" + outbox.schema() + ".outbox%'")
                        .execute());
            }
        });
        open.add(killing);
        append(records("a", 0, 10));

        relay(killing, SETTINGS);

        await().atMost(SOON).untilAsserted(() -> assertThat(waiting()).isZero());
        assertThat(valuesOf("a")).startsWith(expected("a", 10).toArray(String[]::new));
        assertThat(valuesOf("a")).hasSize(20).endsWith(expected("a", 10).toArray(String[]::new));
    }

    @Test
    void ofTwoRelaysOneWorksAtATimeAndNothingIsSentTwice() {
        OutboxRelay one = relay(producer(), SETTINGS);
        OutboxRelay two = relay(producer(), SETTINGS);

        for (int i = 0; i < 200; i += 10) {
            append(records("a", i, i + 10));
            one.nudge();
            two.nudge();
        }

        await().atMost(SOON).untilAsserted(() -> assertThat(waiting()).isZero());
        assertThat(valuesOf("a")).isEqualTo(expected("a", 200));
    }

    @Test
    void aStoppedRelayLeavesTheRestForTheNext() {
        OutboxRelay first = relay(producer(), SETTINGS);
        first.close();
        append(records("a", 0, 5));
        assertThat(waiting()).isEqualTo(5);

        relay(producer(), SETTINGS);

        await().atMost(SOON).untilAsserted(() -> assertThat(valuesOf("a")).isEqualTo(expected("a", 5)));
    }

    @Test
    void depthAndAgeAreShown() {
        append(records("a", 0, 3));
        OutboxTable.Measure measure = new Measuring(outbox).now();

        assertThat(measure.depth()).isEqualTo(3);
        assertThat(measure.oldestAgeSeconds()).isBetween(0.0, 60.0);
    }

    /** Lets a checked call stand in an assertion. */
    private record Measuring(Outbox outbox) {
        OutboxTable.Measure now() {
            try {
                return new OutboxTable(pool, outbox.schema(), SETTINGS).measure();
            } catch (ExecutionException | java.util.concurrent.TimeoutException | InterruptedException e) {
                throw new AssertionError(e);
            }
        }
    }

    /** A real producer that does something first; what that throws is the record's failure. */
    private static final class InterceptedProducer extends KafkaProducer<String, byte[]> {
        private final Consumer<ProducerRecord<String, byte[]>> before;

        InterceptedProducer(Consumer<ProducerRecord<String, byte[]>> before) {
            super(
                    Map.of("bootstrap.servers", kafka.bootstrapServers(), "acks", "all"),
                    new StringSerializer(),
                    new ByteArraySerializer());
            this.before = before;
        }

        @Override
        public Future<RecordMetadata> send(ProducerRecord<String, byte[]> message) {
            try {
                before.accept(message);
            } catch (TimeoutException e) {
                return CompletableFuture.failedFuture(e);
            }
            return super.send(message);
        }
    }
}

package io.posthorn.topic.fanout;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.posthorn.embedded.EmbeddedKafka;
import io.posthorn.platform.event.DeliverySeal;
import io.posthorn.platform.event.EventException;
import io.posthorn.platform.event.QueueDelivery;
import io.posthorn.platform.event.TopicProvisioner;
import io.posthorn.platform.event.TopicPublication;
import io.posthorn.platform.event.Topics;
import io.posthorn.platform.outbound.OutboundResult;
import io.posthorn.platform.secret.SecretSealer;
import io.posthorn.platform.shard.Shards;
import io.posthorn.topic.delivery.Content;
import io.posthorn.topic.delivery.Delivery;
import io.posthorn.topic.message.Signature;
import io.posthorn.topic.message.SubscriptionUrls;
import io.posthorn.topic.publish.KafkaPublisher;
import io.posthorn.topic.signing.NotificationSigner;
import io.posthorn.topic.topic.TopicLabels;
import io.posthorn.topic.webhook.DeadLetters;
import io.posthorn.topic.webhook.WebhookMeters;
import io.posthorn.topic.webhook.Webhooks;
import io.vertx.core.Future;
import io.vertx.sqlclient.Tuple;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** From a publication in Kafka to the deliveries that it leads to. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FanOutRuntimeIT {
    private static final Duration PATIENCE = Duration.ofSeconds(40);
    private static final Map<String, String> RAW = Map.of("RawMessageDelivery", "true");
    private static final Map<String, String> ARCHIVED =
            Map.of("FifoTopic", "true", "ArchivePolicy", "{\"MessageRetentionPeriod\":\"30\"}");

    private TopicDatabase database;
    private EmbeddedKafka kafka;
    private KafkaPublisher publisher;
    private DeliverySeal deliverySeal;
    private FanOutRuntime fanOut;
    private KafkaConsumer<String, byte[]> consumer;
    private final List<QueueDelivery> delivered = new ArrayList<>();
    private final Queue<Delivery> handedOver = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean refusing = new AtomicBoolean();
    private final AtomicInteger refused = new AtomicInteger();
    private DeadLetters deadLetters;
    private int names;

    @BeforeAll
    void start() {
        database = new TopicDatabase();
        kafka = EmbeddedKafka.temporary();
        try (Admin admin = Admin.create(config())) {
            new TopicProvisioner(admin, 1)
                    .provision(List.of(Topics.TOPIC_PUBLICATIONS, Topics.QUEUE_DELIVERIES), PATIENCE);
        }
        deliverySeal = new DeliverySeal(
                new SecretSealer(TopicDatabase.MASTER.forPurpose(DeliverySeal.PURPOSE), new SecureRandom()));
        publisher = KafkaPublisher.connect(config(), TopicDatabase.seal(), 64 * 1024 * 1024);
        consumer = new KafkaConsumer<>(config(), new StringDeserializer(), new ByteArrayDeserializer());
        List<TopicPartition> all = IntStream.range(0, Topics.QUEUE_DELIVERIES.partitions())
                .mapToObj(i -> new TopicPartition(Topics.QUEUE_DELIVERIES.name(), i))
                .toList();
        consumer.assign(all);
        consumer.seekToBeginning(all);
        deadLetters = DeadLetters.connect(
                config(), deliverySeal, Shards.standard(), new SubscriptionUrls(URI.create("https://mq.example")));
        fanOut = replica();
    }

    @AfterAll
    void stop() {
        fanOut.stop();
        deadLetters.close();
        consumer.close();
        publisher.close();
        kafka.close();
        database.close();
    }

    @Test
    void aSubscriptionIsInEffectForWhatIsPublishedAfterItAndNotForWhatWasBefore() {
        String name = "effect" + ++names;
        long topic = database.topic(name, Map.of());
        database.subscribe(topic, name, "early-" + name, RAW, Instant.now());
        publish(topic, name, null, "one");
        await(() -> bodies("early-" + name).size() == 1);

        UUID second = database.subscribe(
                topic, name, "late-" + name, RAW, Instant.now().plusSeconds(1));
        publish(topic, name, null, Instant.now().plusSeconds(2), "two", Map.of());
        await(() -> bodies("late-" + name).size() == 1);
        database.sql("DELETE FROM topic.subscriptions WHERE id = $1", Tuple.of(second));
        database.changed(topic);
        publish(topic, name, null, Instant.now().plusSeconds(3), "three", Map.of());

        await(() -> bodies("early-" + name).size() == 3);
        assertThat(bodies("late-" + name)).containsExactly("two");
    }

    @Test
    void repetitionsOnAFifoTopicGoNowhere() {
        String name = "repeated" + ++names + ".fifo";
        long topic = database.topic(name, Map.of("FifoTopic", "true"));
        database.subscribe(topic, name, "q-" + name, RAW, Instant.now().minusSeconds(60));
        for (int i = 0; i < 30; i++) {
            publish(topic, name, "g", "m" + i % 10);
        }
        publish(topic, name, "g", "last");

        await(() -> bodies("q-" + name).contains("last"));
        assertThat(bodies("q-" + name))
                .containsExactlyElementsOf(IntStream.range(0, 11)
                        .mapToObj(i -> i < 10 ? "m" + i : "last")
                        .toList());
    }

    @Test
    void aReplayGivesTheArchiveInOrderAndThenWhatComesOnce() {
        String name = "replayed" + ++names + ".fifo";
        long topic = database.topic(name, ARCHIVED);
        Instant past = Instant.now().minusSeconds(3600);
        database.subscribe(topic, name, "live-" + name, RAW, past);
        List<String> expected = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            expected.add("g" + i % 3 + ":" + i);
            publish(topic, name, "g" + i % 3, past.plusSeconds(i), "g" + i % 3 + ":" + i, Map.of());
        }
        await(() -> bodies("live-" + name).size() == 300);

        database.subscribe(
                topic,
                name,
                "again-" + name,
                Map.of(
                        "RawMessageDelivery",
                        "true",
                        "ReplayPolicy",
                        "{\"PointType\":\"Timestamp\",\"StartingPoint\":\"" + past.plusSeconds(100) + "\"}"),
                Instant.now());
        for (int i = 300; i < 400; i++) {
            expected.add("g" + i % 3 + ":" + i);
            publish(topic, name, "g" + i % 3, Instant.now(), "g" + i % 3 + ":" + i, Map.of());
        }
        await(() -> bodies("again-" + name).size() >= 300);
        await(() -> status(topic, "again-" + name).equals("Completed"));
        publish(topic, name, "g0", Instant.now(), "g0:400", Map.of());
        await(() -> bodies("again-" + name).contains("g0:400"));

        for (String group : List.of("g0:", "g1:", "g2:")) {
            assertThat(bodies("again-" + name).stream().filter(each -> each.startsWith(group)))
                    .containsExactlyElementsOf(Stream.concat(expected.subList(100, 400).stream(), Stream.of("g0:400"))
                            .filter(each -> each.startsWith(group))
                            .toList());
        }
        assertThat(deliveries("again-" + name)).allSatisfy(each -> {
            boolean replayed = each.message().attributes().containsKey("Replayed");
            assertThat(each.deliveryId().endsWith("-1")).isEqualTo(replayed);
            int number = Integer.parseInt(body(each).substring(3));
            assertThat(replayed || number >= 300).isTrue();
        });
        assertThat(deliveries("again-" + name))
                .last()
                .satisfies(each -> assertThat(each.message().attributes()).doesNotContainKey("Replayed"));
        assertThat(bodies("live-" + name)).hasSize(401);
    }

    @Test
    void aReplayWithAnEndIsPausedThereAndIsFiltered() {
        String name = "paused" + ++names + ".fifo";
        long topic = database.topic(name, ARCHIVED);
        Instant past = Instant.now().minusSeconds(3600);
        database.subscribe(topic, name, "live-" + name, RAW, past);
        for (int i = 0; i < 20; i++) {
            publish(
                    topic,
                    name,
                    "g",
                    past.plusSeconds(i),
                    "m" + i,
                    Map.of("even", new QueueDelivery.Attribute("String", Boolean.toString(i % 2 == 0), null)));
        }
        await(() -> bodies("live-" + name).size() == 20);

        database.subscribe(
                topic,
                name,
                "part-" + name,
                Map.of(
                        "RawMessageDelivery",
                        "true",
                        "FilterPolicy",
                        "{\"even\":[\"true\"]}",
                        "ReplayPolicy",
                        "{\"PointType\":\"Timestamp\",\"StartingPoint\":\"" + past.plusSeconds(5)
                                + "\",\"EndingPoint\":\"" + past.plusSeconds(15) + "\"}"),
                Instant.now());
        await(() -> status(topic, "part-" + name).equals("Completed"));
        publish(
                topic,
                name,
                "g",
                Instant.now(),
                "after",
                Map.of("even", new QueueDelivery.Attribute("String", "true", null)));
        await(() -> bodies("live-" + name).contains("after"));

        assertThat(bodies("part-" + name)).containsExactly("m6", "m8", "m10", "m12", "m14");
    }

    @Test
    void whatNoQueueCouldTakeAndWhatCannotBeReadHoldNothingUp() throws Exception {
        String name = "huge" + ++names + ".fifo";
        long topic = database.topic(name, Map.of("FifoTopic", "true", "MaximumMessageSize", "1048576"));
        database.subscribe(topic, name, "q-" + name, Map.of(), Instant.now().minusSeconds(60));
        // One character is six in JSON: the record still fits Kafka, its delivery in an envelope does not.
        publish(topic, name, "g", "\u0001".repeat(650_000));
        try (KafkaProducer<String, byte[]> producer =
                new KafkaProducer<>(config(), new StringSerializer(), new ByteArraySerializer())) {
            for (int i = 0; i < Topics.TOPIC_PUBLICATIONS.partitions(); i++) {
                producer.send(new ProducerRecord<>(Topics.TOPIC_PUBLICATIONS.name(), i, null, new byte[] {1, 2, 3}))
                        .get();
            }
        }
        publish(topic, name, "g", "small");

        await(() -> bodies("q-" + name).size() == 1);
        assertThat(bodies("q-" + name).getFirst()).contains("\"Message\" : \"small\"");
    }

    @Test
    void whatSubscribersByHttpGetIsHandedOverOnceFilteredAndShared() {
        String name = "webhooks" + ++names;
        long topic = database.topic(name, Map.of());
        Instant since = Instant.now().minusSeconds(60);
        UUID one = database.subscribe(topic, name, "http", "http://one.example/", Map.of(), since);
        UUID two = database.subscribe(topic, name, "https", "https://two.example/", Map.of(), since);
        UUID raw = database.subscribe(topic, name, "https", "https://raw.example/", RAW, since);
        UUID red = database.subscribe(
                topic, name, "http", "http://red.example/", Map.of("FilterPolicy", "{\"colour\":[\"red\"]}"), since);
        database.subscribe(topic, name, "q-" + name, RAW, since);

        publish(topic, name, null, "plain");
        await(() -> handedOver(one, two, raw, red).size() == 3
                && bodies("q-" + name).size() == 1);
        List<Delivery> plain = handedOver(one, two, raw, red);
        assertThat(plain).extracting(each -> each.target().id()).containsExactlyInAnyOrder(one, two, raw);
        assertThat(plain).extracting(Delivery::id).doesNotHaveDuplicates();
        assertThat(content(plain, one)).isSameAs(content(plain, two)).isNotEqualTo(content(plain, raw));
        assertThat(plain).allSatisfy(each -> assertThat(each.order()).isEmpty());

        publish(
                topic,
                name,
                null,
                Instant.now(),
                "red",
                Map.of("colour", new QueueDelivery.Attribute("String", "red", null)));
        await(() -> handedOver(one, two, raw, red).size() == 7);
    }

    @Test
    void aPortionIsRepeatedUntilItsDeliveriesByHttpAreHandedOverAndMakesTheSameAgain() {
        String name = "refused" + ++names + ".fifo";
        long topic = database.topic(name, Map.of("FifoTopic", "true"));
        Instant since = Instant.now().minusSeconds(60);
        UUID one = database.subscribe(topic, name, "http", "http://one.example/", Map.of(), since);
        refusing.set(true);
        int before = refused.get();
        publish(topic, name, "g", "first");
        publish(topic, name, "g", "second");
        await(() -> refused.get() > before);
        assertThat(handedOver(one)).isEmpty();
        refusing.set(false);

        await(() -> handedOver(one).size() >= 2);
        List<Delivery> all = handedOver(one);
        assertThat(all).extracting(Delivery::id).doesNotHaveDuplicates();
        assertThat(all.stream().map(Delivery::order).map(Optional::orElseThrow).map(Delivery.Order::group))
                .containsOnly("g");
        assertThat(all.stream().map(each -> each.order().orElseThrow().position()))
                .isSorted();
    }

    private List<Delivery> handedOver(UUID... subscribers) {
        Set<UUID> wanted = Set.of(subscribers);
        return handedOver.stream()
                .filter(each -> wanted.contains(each.target().id()))
                .toList();
    }

    private static Content content(List<Delivery> deliveries, UUID subscriber) {
        return deliveries.stream()
                .filter(each -> each.target().id().equals(subscriber))
                .findFirst()
                .orElseThrow()
                .content();
    }

    @Test
    void aSecondReplicaSharesTheWorkAndGoesWithoutALoss() {
        String name = "shared" + ++names + ".fifo";
        long topic = database.topic(name, Map.of("FifoTopic", "true"));
        for (int i = 0; i < 3; i++) {
            database.subscribe(
                    topic, name, "q" + i + "-" + name, RAW, Instant.now().minusSeconds(60));
        }
        FanOutRuntime other = replica();
        int[] numbers = new int[10];
        for (int i = 0; i < 600; i++) {
            int group = i % 10;
            publish(topic, name, "g" + group, group + ":" + numbers[group]++);
            if (i == 400) {
                await(() -> bodies("q0-" + name).size() > 200);
                other.stop();
            }
        }

        for (int i = 0; i < 3; i++) {
            String queue = "q" + i + "-" + name;
            await(() -> Set.copyOf(bodies(queue)).size() == 600);
            Set<String> ids = new HashSet<>();
            List<String> firsts = deliveries(queue).stream()
                    .filter(each -> ids.add(each.deliveryId()))
                    .map(FanOutRuntimeIT::body)
                    .toList();
            assertThat(firsts).hasSize(600);
            for (int group = 0; group < 10; group++) {
                String prefix = group + ":";
                assertThat(firsts.stream().filter(each -> each.startsWith(prefix)))
                        .containsExactlyElementsOf(
                                IntStream.range(0, 60).mapToObj(n -> prefix + n).toList());
            }
        }
    }

    private FanOutRuntime replica() {
        SubscriptionUrls urls = new SubscriptionUrls(URI.create("https://mq.example"));
        NotificationSigner signer =
                (version, _, text) -> new Signature(version, "SIGNED " + text.hashCode(), "https://mq.example/key.pem");
        SimpleMeterRegistry meters = new SimpleMeterRegistry();
        TopicLabels labels = new TopicLabels(10);
        FanOutRuntime runtime = new FanOutRuntime(
                database.vertx(),
                database.pool(),
                config(),
                Shards.standard(),
                urls,
                signer,
                TopicDatabase.seal(),
                deliverySeal,
                new Webhooks(
                        database.subscribers(),
                        _ -> Future.succeededFuture(new OutboundResult.Unanswered(OutboundResult.Cause.CONNECT)),
                        deadLetters,
                        urls,
                        signer,
                        new WebhookMeters(meters, labels),
                        new SecureRandom(),
                        Clock.systemUTC(),
                        100),
                this::accept,
                1000,
                new FanOutMeters(meters, labels),
                labels,
                meters,
                UUID::randomUUID,
                Clock.systemUTC());
        runtime.start();
        return runtime;
    }

    private Future<Void> accept(List<Delivery> deliveries) {
        if (refusing.get()) {
            refused.incrementAndGet();
            return Future.failedFuture("not now");
        }
        handedOver.addAll(deliveries);
        return Future.succeededFuture();
    }

    private void publish(long topic, String name, @Nullable String group, String message) {
        publish(topic, name, group, Instant.now(), message, Map.of());
    }

    private void publish(
            long topic,
            String name,
            @Nullable String group,
            Instant at,
            String message,
            Map<String, QueueDelivery.Attribute> attributes) {
        String id = message.length() < 100 ? message : "long";
        var publication = new TopicPublication(
                TopicPublication.SCHEMA_VERSION,
                TopicDatabase.ACCOUNT,
                TopicDatabase.REGION,
                name,
                topic,
                UUID.randomUUID().toString(),
                at,
                null,
                message,
                false,
                attributes,
                group,
                group == null ? null : id);
        publisher.publish(publication).await().atMost(PATIENCE);
    }

    private String status(long topic, String queue) {
        return String.valueOf(database.sql(
                        "SELECT replay_status FROM topic.subscriptions WHERE topic_id = $1 AND endpoint LIKE '%:' || $2",
                        Tuple.of(topic, queue))
                .iterator()
                .next()
                .getString(0));
    }

    private static void await(Callable<Boolean> condition) {
        Awaitility.await()
                .atMost(PATIENCE)
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(20))
                .until(condition);
    }

    private List<String> bodies(String queue) {
        return deliveries(queue).stream().map(FanOutRuntimeIT::body).toList();
    }

    /** What has been delivered to {@code queue} up to now, in its order. */
    private List<QueueDelivery> deliveries(String queue) {
        for (ConsumerRecord<String, byte[]> record : consumer.poll(Duration.ofMillis(10))) {
            try {
                delivered.add(deliverySeal.open(record.key(), record.value()));
            } catch (EventException e) {
                throw new AssertionError(e);
            }
        }
        return delivered.stream().filter(each -> each.queue().equals(queue)).toList();
    }

    private static String body(QueueDelivery delivery) {
        return new String(delivery.message().body().bytes(), UTF_8);
    }

    private Map<String, Object> config() {
        return Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, kafka.bootstrapServers());
    }
}

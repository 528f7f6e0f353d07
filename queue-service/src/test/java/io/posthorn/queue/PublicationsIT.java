package io.posthorn.queue;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.posthorn.platform.AccountId;
import io.posthorn.platform.event.QueueDelivery;
import io.posthorn.platform.event.QueueDelivery.Attribute;
import io.posthorn.platform.secret.MasterKeys;
import io.posthorn.platform.shard.Shards;
import io.posthorn.queue.api.DeleteQueueInput;
import io.posthorn.queue.api.Message;
import io.posthorn.queue.api.MessageAttributeValue;
import io.posthorn.queue.api.SendMessageInput;
import io.posthorn.queue.api.SendMessageOutput;
import io.posthorn.queue.engine.Deliveries;
import io.posthorn.queue.queue.QueueKey;
import io.posthorn.queue.state.ContentHash;
import io.posthorn.wire.Blob;
import io.posthorn.wire.OperationShape;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What topics send to queues, from Kafka to whoever receives it. */
@QuarkusTest
@QuarkusTestResource(EmbeddedStores.class)
class PublicationsIT {
    private static final Duration PATIENCE = QueueClient.PATIENCE;
    private static final AccountId PUBLISHER = Deliveries.PUBLISHER;
    private static final AccountId SUBSCRIBER = new AccountId("222222222222");

    @Inject
    QueueService service;

    @Inject
    Pool pool;

    @Inject
    MasterKeys masterKeys;

    @Inject
    MeterRegistry meters;

    @Inject
    @ConfigProperty(name = "kafka.bootstrap.servers")
    String kafka;

    @StoreDoor
    @SuppressWarnings("NullAway.Init")
    Consumer<Boolean> store;

    @SuppressWarnings("NullAway.Init")
    private QueueClient queues;

    @BeforeEach
    void connect() {
        queues = new QueueClient(kafka, masterKeys, pool);
        queues.use(service);
    }

    @AfterEach
    void disconnect() {
        store.accept(true);
        queues.close();
    }

    @Test
    void aPublicationIsReceivedAsIfItHadBeenSent() {
        QueueKey sent = queues.create(PUBLISHER, "sent", Map.of());
        QueueKey published = queues.create(PUBLISHER, "published", Map.of());
        Blob bytes = Blob.of(new byte[] {0, -1, 7});
        Instant before = Instant.now().minusMillis(1);
        queues.ask(
                PUBLISHER,
                "SendMessage",
                new SendMessageInput(
                        QueueClient.url(sent),
                        "hello",
                        null,
                        Map.of(
                                "text",
                                        new MessageAttributeValue(
                                                "String.Array", "[\"a\"]", null, List.of(), List.of()),
                                "number", new MessageAttributeValue("Number.int", "007", null, List.of(), List.of()),
                                "bytes", new MessageAttributeValue("Binary.raw", null, bytes, List.of(), List.of())),
                        Map.of(),
                        null,
                        "tenant"),
                SendMessageOutput.class);

        queues.publish(Deliveries.to(published)
                .body("hello")
                .group("tenant")
                .deduplicationId("of-the-topic")
                .attributes(Map.of(
                        "text", new Attribute("String.Array", "[\"a\"]", null),
                        "number", new Attribute("Number.int", "007", null),
                        "bytes", new Attribute("Binary.raw", null, bytes)))
                .publication());

        Message expected = queues.receive(sent).getFirst();
        assertThat(queues.receive(published)).singleElement().satisfies(message -> {
            assertThat(message.body()).isEqualTo("hello");
            assertThat(message.md5OfBody()).isEqualTo(expected.md5OfBody());
            assertThat(message.messageAttributes()).isEqualTo(expected.messageAttributes());
            assertThat(message.md5OfMessageAttributes()).isEqualTo(expected.md5OfMessageAttributes());
            assertThat(message.attributes().keySet())
                    .isEqualTo(expected.attributes().keySet());
            assertThat(message.attributes())
                    .containsEntry("SenderId", "AIDAISDT7TH5X2")
                    .containsEntry("ApproximateReceiveCount", "1")
                    .containsEntry("MessageGroupId", "tenant");
            assertThat(Instant.ofEpochMilli(Long.parseLong(message.attributes().get("SentTimestamp"))))
                    .isBetween(before, Instant.now());
        });
    }

    @Test
    void anotherAccountsQueueTakesWhatItsPolicyAllowsAndTheRestGoesToTheDeadLetterQueue() {
        double refused = counted("refused_policy");
        QueueKey closed = queues.create(SUBSCRIBER, "closed", Map.of());
        QueueKey forAnother =
                queues.create(SUBSCRIBER, "for-another", policy("arn:aws:sns:eu-west-1:111111111111:another"));
        QueueKey open = queues.create(SUBSCRIBER, "open", policy(Deliveries.TOPIC.toString()));
        QueueKey denied = queues.create(PUBLISHER, "denied", Map.of("Policy", statement("Deny", "\"*\"", "")));
        QueueKey dead = queues.create(PUBLISHER, "dead", Map.of());

        for (QueueKey queue : List.of(closed, forAnother, denied, open)) {
            queues.publish(Deliveries.to(queue)
                    .body("to " + queue.name())
                    .deadLetterQueue(dead)
                    .publication());
        }

        assertThat(queues.receive(open)).extracting(Message::body).containsExactly("to open");
        assertThat(queues.all(dead, 3))
                .allSatisfy(message -> assertThat(message.attributes()).doesNotContainKey("DeadLetterQueueSourceArn"))
                .extracting(Message::body)
                .containsExactlyInAnyOrder("to closed", "to for-another", "to denied");
        await().atMost(PATIENCE).until(() -> counted("refused_policy") - refused == 3);
    }

    @Test
    void whatIsRefusedHoldsNothingUpAndIsDroppedWhereThereIsNowhereToGo() {
        QueueKey small = queues.create(PUBLISHER, "small", Map.of("MaximumMessageSize", "1024"));
        QueueKey tiny = queues.create(PUBLISHER, "tiny", Map.of("MaximumMessageSize", "1024"));
        QueueKey large = queues.create(PUBLISHER, "large", Map.of());
        QueueKey nowhere = QueueClient.key(PUBLISHER, "nowhere");
        String tooLong = "x".repeat(1025);
        double dropped = counted("dropped");

        queues.publish(
                Deliveries.to(small).body("first").publication(),
                Deliveries.to(small).body(tooLong).deadLetterQueue(large).publication(),
                Deliveries.to(small).body(tooLong).deadLetterQueue(tiny).publication(),
                Deliveries.to(small).body(tooLong).deadLetterQueue(nowhere).publication(),
                Deliveries.to(small).body(tooLong).deadLetterQueue(small).publication(),
                Deliveries.to(small).body(tooLong).publication(),
                Deliveries.to(nowhere).body("lost").publication(),
                Deliveries.to(nowhere).body("saved").deadLetterQueue(large).publication(),
                Deliveries.to(small).body("last").publication());

        assertThat(queues.all(small, 2)).extracting(Message::body).containsExactlyInAnyOrder("first", "last");
        assertThat(queues.all(large, 2)).extracting(Message::body).containsExactlyInAnyOrder(tooLong, "saved");
        await().atMost(PATIENCE).until(() -> counted("dropped") - dropped == 5);
        assertThat(queues.receiveAtOnce(tiny)).isEmpty();
    }

    @Test
    void aQueueThatIsDeletedTakesNothingMoreAndTheOthersGoOn() {
        QueueKey goes = queues.create(PUBLISHER, "goes", Map.of());
        QueueKey stays = queues.create(PUBLISHER, "stays", Map.of());
        queues.publish(Deliveries.to(goes).publication());
        assertThat(queues.receive(goes)).hasSize(1);

        queues.ask(PUBLISHER, "DeleteQueue", new DeleteQueueInput(QueueClient.url(goes)), OperationShape.Nothing.class);
        queues.publish(
                Deliveries.to(goes).body("too late").deadLetterQueue(stays).publication(),
                Deliveries.to(stays).body("direct").publication());

        assertThat(queues.all(stays, 2)).extracting(Message::body).containsExactlyInAnyOrder("too late", "direct");
    }

    @Test
    void aFifoQueueDeduplicatesPublicationsAsItDoesSends() {
        QueueKey byId = queues.create(PUBLISHER, "by-id.fifo", Map.of("FifoQueue", "true"));
        QueueKey byContent = queues.create(
                PUBLISHER, "by-content.fifo", Map.of("FifoQueue", "true", "ContentBasedDeduplication", "true"));
        QueueKey perGroup = queues.create(
                PUBLISHER,
                "per-group.fifo",
                Map.of(
                        "FifoQueue", "true",
                        "DeduplicationScope", "messageGroup",
                        "FifoThroughputLimit", "perMessageGroupId"));
        QueueKey dead = queues.create(PUBLISHER, "dead.fifo", Map.of("FifoQueue", "true"));
        double duplicates = counted("duplicate");
        queues.sendOrdered(byId, "sent", "g", "s");
        queues.sendOrdered(byContent, "content", "g", null);

        queues.publish(
                Deliveries.to(byId)
                        .body("duplicate of the sent")
                        .group("g")
                        .deduplicationId("s")
                        .publication(),
                Deliveries.to(byId).body("1").group("g").deduplicationId("a").publication(),
                Deliveries.to(byId)
                        .body("duplicate")
                        .group("h")
                        .deduplicationId("a")
                        .publication(),
                Deliveries.to(byId).body("2").group("g").deduplicationId("b").publication(),
                Deliveries.to(byId)
                        .body("no group")
                        .deduplicationId("c")
                        .deadLetterQueue(dead)
                        .publication(),
                Deliveries.to(byContent).body("content").group("g").publication(),
                Deliveries.to(byContent)
                        .body("content")
                        .group("g")
                        .deduplicationId("other")
                        .publication(),
                Deliveries.to(perGroup)
                        .body("g")
                        .group("g")
                        .deduplicationId("a")
                        .publication(),
                Deliveries.to(perGroup)
                        .body("h")
                        .group("h")
                        .deduplicationId("a")
                        .publication(),
                Deliveries.to(QueueClient.key(PUBLISHER, "none.fifo"))
                        .body("kept")
                        .group("g7")
                        .deduplicationId("d7")
                        .deadLetterQueue(dead)
                        .publication());

        assertThat(queues.all(perGroup, 2)).extracting(Message::body).containsExactlyInAnyOrder("g", "h");
        await().atMost(PATIENCE).until(() -> counted("duplicate") - duplicates == 3);
        assertThat(queues.all(byId, 3)).extracting(Message::body).containsExactly("sent", "1", "2");
        assertThat(queues.all(byContent, 2))
                .extracting(message -> message.attributes().get("MessageDeduplicationId"))
                .containsExactly(ContentHash.of("content".getBytes(UTF_8)), "other");
        assertThat(queues.receive(dead))
                .singleElement()
                .satisfies(message -> assertThat(message.attributes())
                        .containsEntry("MessageGroupId", "g7")
                        .containsEntry("MessageDeduplicationId", "d7"));
        assertThat(queues.sendOrdered(byId, "not again", "g", "b")).isNotNull();
        assertThat(queues.receiveAtOnce(byId)).isEmpty();
    }

    @Test
    void publicationsAreAtRestSealedAsSendsAreAndTheirIdsAreNotInClear() {
        QueueKey sealed = queues.create(PUBLISHER, "sealed.fifo", Map.of("FifoQueue", "true"));
        queues.publish(Deliveries.to(sealed)
                .body("nobody else may read this")
                .group("sealing")
                .deduplicationId("nor-this")
                .publication());
        await().atMost(PATIENCE)
                .until(() -> queues.number("SELECT count(*) FROM queue.messages WHERE group_id = 'sealing'") == 1);

        String stored =
                queues.text("SELECT string_agg(m::text || encode(m.body, 'escape') || encode(m.attributes, 'escape')"
                        + " || d::text, '') FROM queue.messages m JOIN queue.deduplication d USING (account, queue_id)"
                        + " WHERE m.group_id = 'sealing' AND m.encryption_key_id IS NOT NULL");
        assertThat(stored).contains("hmac ").doesNotContain("nobody else", "nor-this", "AIDAISDT7TH5X2");
        assertThat(queues.receive(sealed))
                .extracting(message -> message.attributes().get("MessageDeduplicationId"))
                .containsExactly("nor-this");
    }

    @Test
    void whatIsPublishedWhileTheStoreIsAwayArrivesOnceWhenItIsBack() {
        QueueKey queue = queues.create(PUBLISHER, "patient", Map.of());
        queues.publish(Deliveries.to(queue).body("before").publication());
        assertThat(queues.receive(queue)).hasSize(1);
        QueueDelivery[] deliveries = IntStream.range(0, 50)
                .mapToObj(i -> Deliveries.to(queue).body("m" + i).publication())
                .toArray(QueueDelivery[]::new);

        queues.publish(deliveries);
        store.accept(false);
        queues.publish(Deliveries.to(queue).body("meanwhile").publication());
        store.accept(true);

        assertThat(queues.all(queue, 51))
                .extracting(Message::body)
                .containsExactlyInAnyOrderElementsOf(Stream.concat(
                                Stream.of("meanwhile"), IntStream.range(0, 50).mapToObj(i -> "m" + i))
                        .toList());
        assertThat(queues.receiveAtOnce(queue)).isEmpty();
    }

    @Test
    void deliveriesForManyQueuesOfAShardAreStoredTogether() {
        Shards shards = Shards.standard();
        int shard = shards.of(PUBLISHER, "eu-west-1", "fan-0");
        List<QueueKey> subscribed = IntStream.iterate(0, i -> i + 1)
                .mapToObj(i -> QueueClient.key(PUBLISHER, "fan-" + i))
                .filter(key -> shards.of(PUBLISHER, "eu-west-1", key.name().value()) == shard)
                .limit(20)
                .toList();
        subscribed.forEach(key -> queues.create(PUBLISHER, key.name().value(), Map.of()));
        queues.publish(Deliveries.to(subscribed.getLast()).body("warm").publication());
        assertThat(queues.receive(subscribed.getLast())).hasSize(1);
        await().atMost(PATIENCE)
                .until(() -> meters.get("posthorn_queue_journal_waiting_bytes")
                                .gauge()
                                .value()
                        == 0);
        long before = commits();

        // One after the other, as a topic that has them all writes them down.
        queues.publish(IntStream.range(0, 100)
                .boxed()
                .flatMap(i -> subscribed.stream()
                        .map(key -> Deliveries.to(key).body("m" + i).publication()))
                .toArray(QueueDelivery[]::new));
        await().atMost(PATIENCE)
                .until(() -> queues.number("SELECT count(*) FROM queue.messages m JOIN queue.queues q"
                                + " ON q.id = m.queue_id WHERE q.name LIKE 'fan-%'")
                        == 2_001);

        assertThat(commits() - before).isLessThan(200);
        QueueKey any = subscribed.get(7);
        assertThat(queues.all(any, 100))
                .extracting(Message::body)
                .containsExactlyInAnyOrderElementsOf(
                        IntStream.range(0, 100).mapToObj(i -> "m" + i).toList());
    }

    private long commits() {
        return meters.get("posthorn_queue_journal_commit_seconds").timer().count();
    }

    private double counted(String outcome) {
        return meters.find("posthorn_queue_publications_total").tag("outcome", outcome).counters().stream()
                .mapToDouble(Counter::count)
                .sum();
    }

    private static Map<String, String> policy(String topic) {
        return Map.of(
                "Policy",
                statement(
                        "Allow",
                        "{\"Service\":\"sns.amazonaws.com\"}",
                        ",\"Condition\":{\"ArnEquals\":{\"aws:SourceArn\":\"" + topic
                                + "\"},\"StringEquals\":{\"aws:SourceAccount\":\"111111111111\"}}"));
    }

    private static String statement(String effect, String principal, String more) {
        return "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"" + effect + "\",\"Principal\":" + principal
                + ",\"Action\":\"sqs:SendMessage\",\"Resource\":\"*\"" + more + "}]}";
    }
}

package io.posthorn.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.MeterRegistry;
import io.posthorn.platform.event.QueueDelivery;
import io.posthorn.platform.secret.MasterKeys;
import io.posthorn.queue.api.Message;
import io.posthorn.queue.engine.Deliveries;
import io.posthorn.queue.queue.QueueKey;
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
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.eclipse.microprofile.reactive.messaging.Channel;
import org.hibernate.reactive.mutiny.Mutiny;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What topics send to queues arrives once, whoever serves them. */
@QuarkusTest
@QuarkusTestResource(EmbeddedStores.class)
@TestProfile(PublicationRecoveryIT.OnItsOwn.class)
class PublicationRecoveryIT {
    /** An application for this test alone, which it stops. */
    public static final class OnItsOwn implements QuarkusTestProfile {}

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
    QueueService ofTheApplication;

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

    private final List<QueueService> running = new ArrayList<>();

    @SuppressWarnings("NullAway.Init")
    private QueueClient queues;

    @BeforeEach
    void begin() {
        queues = new QueueClient(kafka, masterKeys, pool);
        ofTheApplication.stop(new ShutdownEvent());
    }

    @AfterEach
    void stop() {
        List.copyOf(running).forEach(this::stop);
        queues.close();
    }

    @Test
    void aDeliveryThatIsThereTwiceOrReadTwiceArrivesOnce() {
        QueueService first = start();
        queues.use(first);
        QueueKey queue = queues.create(Deliveries.PUBLISHER, "once", Map.of());
        QueueKey ordered = queues.create(Deliveries.PUBLISHER, "once.fifo", Map.of("FifoQueue", "true"));
        QueueKey dead = queues.create(Deliveries.PUBLISHER, "dead", Map.of());
        QueueDelivery delivery = Deliveries.to(queue).body("once").publication();
        QueueDelivery inOrder =
                Deliveries.to(ordered).body("1").group("g").deduplicationId("a").publication();
        QueueDelivery refused = Deliveries.to(QueueClient.key(Deliveries.PUBLISHER, "none"))
                .body("dead")
                .deadLetterQueue(dead)
                .publication();
        queues.publish(delivery, delivery, inOrder, refused, refused);
        queues.publish(delivery, Deliveries.to(queue).body("next").publication());
        await().atMost(QueueClient.PATIENCE).until(() -> stored("once") == 2 && stored("dead") == 1);

        // As after a crash that kept what arrived, and nothing of how far it had read.
        stop(first);
        queues.run("DELETE FROM queue.delivery_offsets");
        QueueService second = start();
        queues.use(second);
        queues.publish(
                Deliveries.to(queue).body("after").publication(),
                Deliveries.to(dead).body("after").publication(),
                Deliveries.to(ordered).body("2").group("g").deduplicationId("b").publication());

        assertThat(queues.all(queue, 3)).extracting(Message::body).containsExactlyInAnyOrder("once", "next", "after");
        assertThat(queues.all(dead, 2)).extracting(Message::body).containsExactlyInAnyOrder("dead", "after");
        assertThat(queues.all(ordered, 2)).extracting(Message::body).containsExactly("1", "2");
        for (QueueKey each : List.of(queue, dead, ordered)) {
            assertThat(queues.receiveAtOnce(each)).isEmpty();
        }
    }

    @Test
    void whileShardsChangeHandsEveryDeliveryArrivesOnceAndInOrder() {
        QueueService first = start();
        queues.use(first);
        List<QueueKey> all = IntStream.range(0, 6)
                .mapToObj(
                        i -> queues.create(Deliveries.PUBLISHER, "moving-" + i + ".fifo", Map.of("FifoQueue", "true")))
                .toList();
        publish(all, 0, 40);

        QueueService second = start();
        queues.use(first, second);
        publish(all, 40, 80);
        await().atMost(QueueClient.PATIENCE).until(second::ready);
        publish(all, 80, 120);
        stop(first);
        queues.use(second);
        publish(all, 120, 160);

        List<String> expected = IntStream.range(0, 160).mapToObj(i -> "m" + i).toList();
        for (QueueKey queue : all) {
            assertThat(queues.all(queue, 160)).extracting(Message::body).isEqualTo(expected);
            assertThat(queues.receiveAtOnce(queue)).isEmpty();
        }
    }

    private void publish(List<QueueKey> all, int from, int to) {
        queues.publish(IntStream.range(from, to)
                .boxed()
                .flatMap(i -> all.stream()
                        .map(queue -> Deliveries.to(queue)
                                .body("m" + i)
                                .group("g")
                                .deduplicationId("d" + i)
                                .publication()))
                .toArray(QueueDelivery[]::new));
    }

    private long stored(String queue) {
        return queues.number("SELECT count(*) FROM queue.messages m JOIN queue.queues q ON q.id = m.queue_id"
                + " WHERE q.name = '" + queue + "'");
    }

    private QueueService start() {
        QueueService service = new QueueService(
                vertx,
                sessions,
                pool,
                dataSource,
                masterKeys,
                meters,
                config,
                databaseUrl,
                user,
                password,
                kafka,
                1,
                shardOwners);
        running.add(service);
        service.start(new StartupEvent());
        return service;
    }

    private void stop(QueueService service) {
        if (running.remove(service)) {
            service.stop(new ShutdownEvent());
        }
    }
}

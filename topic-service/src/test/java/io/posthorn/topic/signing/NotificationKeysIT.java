package io.posthorn.topic.signing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.posthorn.embedded.EmbeddedKafka;
import io.posthorn.platform.event.NotificationKeyEvent;
import io.posthorn.platform.event.TopicProvisioner;
import io.posthorn.platform.event.Topics;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Keys over a real Kafka: heard whenever they come, and from the beginning. */
class NotificationKeysIT {
    private static final Duration WITHIN = Duration.ofSeconds(30);
    private static final String FIRST = "1".repeat(32);
    private static final String SECOND = "2".repeat(32);

    private final Set<Thread> others = all();

    @Test
    void keysAreHeardFromATopicThatIsMadeLaterAndAgainFromItsBeginning() throws Exception {
        try (EmbeddedKafka kafka = EmbeddedKafka.temporary()) {
            Map<String, Object> config = Map.of("bootstrap.servers", kafka.bootstrapServers());
            try (NotificationKeys keys = listen(config)) {
                assertThat(keys.ready()).isFalse();
                try (Admin admin = Admin.create(config)) {
                    new TopicProvisioner(admin, 1).provision(List.of(Topics.SIGNER_NOTIFICATION_KEYS), WITHIN);
                }

                send(config, 1, record(1, FIRST));
                await().atMost(WITHIN).until(keys::ready);
                assertThat(keys.sign("1", "eu-central-1", "text").certificateUrl())
                        .contains(FIRST);

                send(config, 2, record(2, SECOND));
                send(config, 1, null);
                await().atMost(WITHIN)
                        .until(() -> keys.sign("1", "eu-central-1", "text")
                                .certificateUrl()
                                .contains(SECOND));
            }
            assertThat(readers()).as("the thread, after close").isEmpty();

            try (NotificationKeys again = listen(config)) {
                await().atMost(WITHIN)
                        .until(() -> again.ready()
                                && again.sign("2", "eu-central-1", "text")
                                        .certificateUrl()
                                        .contains(SECOND));
            }
        }
    }

    @Test
    void closingEndsTheThreadAtOnce() {
        NotificationKeys without = listen(Map.of("bootstrap.servers", "127.0.0.1:1"));
        assertThat(readers()).isNotEmpty();

        without.close();

        assertThat(readers()).isEmpty();
        assertThat(without.ready()).isFalse();
    }

    private static NotificationKeys listen(Map<String, Object> kafka) {
        return NotificationKeys.listen(
                kafka,
                NotificationKeysTest.master(1),
                new CertificateUrls(URI.create("https://mq.example.org"), false));
    }

    private static byte[] record(long number, String fingerprint) {
        return NotificationKeysTest.record(
                number, fingerprint, NotificationKeysTest.pair(), NotificationKeysTest.master(1));
    }

    private static void send(Map<String, Object> kafka, long number, byte @Nullable [] value) throws Exception {
        try (KafkaProducer<String, byte[]> producer =
                new KafkaProducer<>(kafka, new StringSerializer(), new ByteArraySerializer())) {
            producer.send(new ProducerRecord<>(
                            Topics.SIGNER_NOTIFICATION_KEYS.name(), NotificationKeyEvent.recordKey(number), value))
                    .get();
        }
    }

    /** The threads of this test, not those of a service that other tests run in this JVM. */
    private List<Thread> readers() {
        return all().stream().filter(thread -> !others.contains(thread)).toList();
    }

    private static Set<Thread> all() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals("notification-keys"))
                .collect(Collectors.toUnmodifiableSet());
    }
}

package io.posthorn.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.common.utils.Exit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedKafkaIT {
    private static final String TOPIC = "kept";

    @TempDir
    private Path folder;

    @Test
    void whatWasAcknowledgedIsThereAfterARestartOnTheSamePort() throws Exception {
        String address;
        try (EmbeddedKafka kafka = durable()) {
            address = kafka.bootstrapServers();
            create(address);
            send(address, "one", "two");
            assertThat(receive(address, 2)).containsExactly("one", "two");
        }

        try (EmbeddedKafka kafka = durable()) {
            send(kafka.bootstrapServers(), "three");

            // The group's offset was kept too: what it consumed does not come again.
            assertThat(receive(kafka.bootstrapServers(), 1)).containsExactly("three");
            assertThat(kafka.bootstrapServers()).isEqualTo(address);
        }
    }

    @Test
    void whatWasAcknowledgedIsThereAfterAKill() throws Exception {
        try (ChildJvm child = ChildJvm.start(KafkaHolder.class, folder.toString())) {
            String address = child.line();
            create(address);
            send(address, "one", "two");

            child.kill();

            try (EmbeddedKafka kafka = durable()) {
                assertThat(receive(kafka.bootstrapServers(), 2)).containsExactly("one", "two");
            }
        }
    }

    @Test
    void twoBrokersShareAProcess() throws Exception {
        try (EmbeddedKafka first = EmbeddedKafka.temporary();
                EmbeddedKafka second = EmbeddedKafka.temporary()) {
            create(first.bootstrapServers());
            create(second.bootstrapServers());
            send(first.bootstrapServers(), "first");
            send(second.bootstrapServers(), "second");

            assertThat(receive(first.bootstrapServers(), 1)).containsExactly("first");
            assertThat(receive(second.bootstrapServers(), 1)).containsExactly("second");
        }
    }

    @Test
    void aTopicIsNotMadeByBeingAskedFor() {
        try (EmbeddedKafka kafka = EmbeddedKafka.temporary();
                KafkaProducer<String, String> producer = new KafkaProducer<>(Map.of(
                        "bootstrap.servers",
                        kafka.bootstrapServers(),
                        "key.serializer",
                        StringSerializer.class,
                        "value.serializer",
                        StringSerializer.class,
                        "max.block.ms",
                        "1000"))) {
            assertThatThrownBy(() ->
                            producer.send(new ProducerRecord<>(TOPIC, "lost")).get())
                    .isInstanceOf(ExecutionException.class)
                    .hasCauseInstanceOf(TimeoutException.class);
        }
    }

    @Test
    void aFolderInUseIsRefusedInOneSentence() {
        try (EmbeddedKafka kafka = durable()) {
            assertThatThrownBy(this::durable)
                    .isInstanceOf(EmbeddedException.class)
                    .hasMessageContaining("in use by another process");
            assertThat(kafka.bootstrapServers()).startsWith("127.0.0.1:");
        }
    }

    @Test
    void aBrokerThatWantsToEndTheProcessSaysSoInstead() {
        List<String> reasons = new CopyOnWriteArrayList<>();
        try (EmbeddedKafka kafka = EmbeddedKafka.builder()
                .dataFolder(folder)
                .onFailure(reasons::add)
                .start()) {
            Exit.halt(1, "the log folder is gone");

            assertThat(reasons).containsExactly("Kafka wanted to halt with status 1: the log folder is gone");
            assertThat(kafka.bootstrapServers()).isNotEmpty();
        }
    }

    private EmbeddedKafka durable() {
        return EmbeddedKafka.builder().dataFolder(folder).start();
    }

    private static void create(String address) throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", address))) {
            admin.createTopics(List.of(new NewTopic(TOPIC, 1, (short) 1))).all().get();
        }
    }

    private static void send(String address, String... values) throws Exception {
        try (KafkaProducer<String, String> producer = new KafkaProducer<>(Map.of(
                "bootstrap.servers",
                address,
                "key.serializer",
                StringSerializer.class,
                "value.serializer",
                StringSerializer.class,
                "acks",
                "all"))) {
            for (String value : values) {
                producer.send(new ProducerRecord<>(TOPIC, value)).get();
            }
        }
    }

    private static List<String> receive(String address, int count) {
        try (KafkaConsumer<String, String> consumer = new KafkaConsumer<>(Map.of(
                "bootstrap.servers",
                address,
                "group.id",
                "readers",
                "auto.offset.reset",
                "earliest",
                "key.deserializer",
                StringDeserializer.class,
                "value.deserializer",
                StringDeserializer.class))) {
            consumer.subscribe(List.of(TOPIC));
            List<String> values = new ArrayList<>();
            long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
            while (values.size() < count && System.nanoTime() < deadline) {
                for (ConsumerRecord<String, String> received : consumer.poll(Duration.ofMillis(200))) {
                    values.add(received.value());
                }
            }
            consumer.commitSync();
            return values;
        }
    }
}

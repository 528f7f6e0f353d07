package io.posthorn.platform.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.posthorn.embedded.EmbeddedKafka;
import io.posthorn.platform.shard.Shards;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.config.ConfigResource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class TopicProvisionerIT {
    private static final Duration WITHIN = Duration.ofSeconds(30);

    private static EmbeddedKafka kafka;
    private static Admin admin;

    @BeforeAll
    static void start() {
        kafka = EmbeddedKafka.temporary();
        admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()));
    }

    @AfterAll
    static void stop() {
        admin.close();
        kafka.close();
    }

    private static Config configOf(String topic) throws ExecutionException, InterruptedException {
        ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
        return admin.describeConfigs(List.of(resource))
                .values()
                .values()
                .iterator()
                .next()
                .get();
    }

    private static int partitionsOf(String topic) throws ExecutionException, InterruptedException {
        return admin.describeTopics(List.of(topic))
                .topicNameValues()
                .values()
                .iterator()
                .next()
                .get()
                .partitions()
                .size();
    }

    private static Topic topic(String name, Topic.Cleanup cleanup, Topic.Partitioning partitioning) {
        return new Topic(name, "key", cleanup, 3, partitioning, Duration.ofDays(14), 4 * 1024 * 1024);
    }

    @Test
    void topicsAreMadeAsDeclaredWithTheirDeadOnesAndAgainIsNoHarm() throws ExecutionException, InterruptedException {
        TopicProvisioner provisioner = new TopicProvisioner(admin, 1);

        provisioner.provision(Topics.all(new Shards(5)), WITHIN);

        assertThat(partitionsOf("queue.deliveries")).isEqualTo(5);
        assertThat(partitionsOf("queue.deliveries.dead")).isEqualTo(1);
        assertThat(configOf("queue.deliveries").get("cleanup.policy").value()).isEqualTo("delete");
        assertThat(configOf("queue.deliveries").get("retention.ms").value()).isEqualTo("1209600000");
        assertThat(configOf("signer.identities").get("cleanup.policy").value()).isEqualTo("compact");
        assertThat(configOf("signer.identities").get("max.message.bytes").value())
                .isEqualTo("4194304");
        assertThatCode(() -> provisioner.provision(Topics.all(new Shards(5)), WITHIN))
                .doesNotThrowAnyException();
    }

    @Test
    void whatWouldLoseRecordsIsPutRightAndTheOperatorsRetentionStays() throws ExecutionException, InterruptedException {
        admin.createTopics(List.of(new NewTopic("given", 1, (short) 1)
                        .configs(Map.of(
                                "cleanup.policy", "delete",
                                "max.message.bytes", "1000",
                                "retention.ms", "777"))))
                .all()
                .get();

        new TopicProvisioner(admin, 1)
                .provision(List.of(topic("given", Topic.Cleanup.COMPACT, Topic.Partitioning.BY_KEY)), WITHIN);

        assertThat(configOf("given").get("cleanup.policy").value()).isEqualTo("compact");
        assertThat(configOf("given").get("max.message.bytes").value()).isEqualTo("4194304");
        assertThat(configOf("given").get("retention.ms").value()).isEqualTo("777");
        assertThat(partitionsOf("given")).isEqualTo(1);
    }

    @Test
    void anotherNumberOfExplicitPartitionsIsRefused() throws ExecutionException, InterruptedException {
        admin.createTopics(List.of(new NewTopic("shards", 2, (short) 1))).all().get();

        assertThatExceptionOfType(TopicException.class)
                .isThrownBy(() -> new TopicProvisioner(admin, 1)
                        .provision(List.of(topic("shards", Topic.Cleanup.DELETE, Topic.Partitioning.EXPLICIT)), WITHIN))
                .withMessageStartingWith("topic shards has 2 partitions and must have 3");
    }

    @Test
    void aClusterThatDoesNotAnswerIsGivenUpInTime() {
        try (Admin nobody = Admin.create(Map.of("bootstrap.servers", "127.0.0.1:1"))) {
            assertThatExceptionOfType(TopicException.class)
                    .isThrownBy(() -> new TopicProvisioner(nobody, 1)
                            .provision(Topics.all(Shards.standard()), Duration.ofMillis(300)))
                    .withMessage("Kafka did not answer in time");
            nobody.close(Duration.ZERO);
        }
    }

    @Test
    void moreReplicasThanBrokersAreRefused() {
        assertThatExceptionOfType(TopicException.class)
                .isThrownBy(() -> new TopicProvisioner(admin, 3)
                        .provision(
                                List.of(topic("replicated", Topic.Cleanup.DELETE, Topic.Partitioning.BY_KEY)), WITHIN))
                .withMessageContaining("replicated");
    }
}

package io.posthorn.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.posthorn.it.endpoint.Clients;
import io.posthorn.it.process.SeparateServices;
import io.posthorn.it.process.StartsProcesses;
import io.posthorn.it.process.Stores;
import org.junit.jupiter.api.Test;
import org.testcontainers.junit.jupiter.Container;
import org.testcontainers.junit.jupiter.Testcontainers;
import org.testcontainers.kafka.KafkaContainer;
import org.testcontainers.postgresql.PostgreSQLContainer;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.Message;

/** The services on the PostgreSQL and the Kafka that others publish as container images; skipped without Docker. */
@StartsProcesses
@Testcontainers(disabledWithoutDocker = true)
class ContainersIT {
    @Container
    private static final PostgreSQLContainer POSTGRES = new PostgreSQLContainer("postgres:18-alpine");

    @Container
    private static final KafkaContainer KAFKA = new KafkaContainer("apache/kafka-native:4.1.2");

    @Test
    void aMessageIsSentReceivedAndDeleted() {
        Stores stores = new Stores(
                POSTGRES.getJdbcUrl(),
                "postgresql://" + POSTGRES.getHost() + ':' + POSTGRES.getMappedPort(5432) + '/'
                        + POSTGRES.getDatabaseName(),
                POSTGRES.getUsername(),
                POSTGRES.getPassword(),
                KAFKA.getBootstrapServers());
        try (SeparateServices services = SeparateServices.start("containers", stores, 1);
                SqsClient sqs = Clients.sqs(services.installation().first())) {
            String url = sqs.createQueue(r -> r.queueName("containers")).queueUrl();
            sqs.sendMessage(r -> r.queueUrl(url).messageBody("hello"));

            Message received = sqs.receiveMessage(r -> r.queueUrl(url).waitTimeSeconds(5))
                    .messages()
                    .getFirst();
            sqs.deleteMessage(r -> r.queueUrl(url).receiptHandle(received.receiptHandle()));

            assertThat(received.body()).isEqualTo("hello");
            assertThat(Counts.of(sqs, url).total()).isZero();
        }
    }
}

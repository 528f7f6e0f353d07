package io.posthorn.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.posthorn.embedded.EmbeddedKafka;
import io.posthorn.embedded.EmbeddedPostgres;
import io.posthorn.it.endpoint.Clients;
import io.posthorn.it.endpoint.Endpoint;
import io.posthorn.it.endpoint.SignedRequests;
import io.posthorn.it.process.JavaProcess;
import io.posthorn.it.process.SeparateServices;
import io.posthorn.it.process.StartsProcesses;
import io.posthorn.it.process.Stores;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.SqsException;

/** A signer and two queue services, each a process of its own, which share a PostgreSQL and a Kafka. */
@StartsProcesses
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SeparateProcessesIT {
    private static final int QUEUES = 16;

    /** The heartbeat's time to live and two beats, and what a busy machine adds. */
    private static final Duration TAKEOVER = Duration.ofSeconds(20);

    private static final Duration BALANCED = Duration.ofSeconds(30);
    private static final Duration RECEIVED = Duration.ofSeconds(15);

    private EmbeddedPostgres postgres;
    private EmbeddedKafka kafka;
    private SeparateServices services;

    @BeforeAll
    void start() {
        postgres = EmbeddedPostgres.temporary();
        kafka = EmbeddedKafka.temporary();
        services = SeparateServices.start(
                "separate",
                new Stores(
                        postgres.jdbcUrl(),
                        postgres.reactiveUri(),
                        postgres.username(),
                        postgres.password(),
                        kafka.bootstrapServers()),
                2);
    }

    @AfterAll
    void stop() {
        services.close();
        kafka.close();
        postgres.close();
    }

    @Test
    void queuesOfBothReplicasAreReachedThroughOneSigner() {
        try (SqsClient sqs = Clients.sqs(endpoint())) {
            Map<String, Set<String>> sent = sendThroughBothReplicas(sqs);

            assertThat(sent)
                    .allSatisfy((url, ids) ->
                            assertThat(receive(sqs, url, ids.size())).isEqualTo(ids));
        }
    }

    @Test
    void aKilledReplicasQueuesAreTakenOverWithTheirMessages() {
        try (SqsClient sqs = Clients.sqs(endpoint())) {
            Map<String, Set<String>> sent = sendThroughBothReplicas(sqs);

            services.queue(0).kill();

            Awaitility.await("the other replica serves them all")
                    .atMost(TAKEOVER)
                    .until(() -> sent.keySet().stream().allMatch(url -> isServed(sqs, url)));
            assertThat(sent)
                    .allSatisfy((url, ids) ->
                            assertThat(receive(sqs, url, ids.size())).isEqualTo(ids));

            services.startQueueAgain(0);
        }
    }

    @Test
    void aQueueServiceTakesNothingWithoutACallToken() {
        Endpoint past = new Endpoint(
                services.queue(0).uri(),
                endpoint().region(),
                endpoint().account(),
                endpoint().accessKeyId(),
                endpoint().secret());
        try (SignedRequests requests = new SignedRequests(past)) {
            HttpResponse<String> signed = requests.json("ListQueues", "{}", Instant.now());
            HttpResponse<String> unsigned = requests.unsigned("ListQueues", "{}");

            assertThat(signed.statusCode()).isEqualTo(401);
            assertThat(signed.body()).isEmpty();
            assertThat(unsigned.statusCode()).isEqualTo(401);
        }
    }

    @Test
    void aQueueServiceTakesNoMadeUpCallToken() {
        try (SignedRequests requests = new SignedRequests(endpoint())) {
            HttpResponse<String> answer =
                    requests.withCallToken(services.queue(0).uri(), "1.first.e30.c2lnbmF0dXJl", "ListQueues", "{}");

            assertThat(answer.statusCode()).isEqualTo(401);
            assertThat(answer.body()).isEmpty();
        }
    }

    private Endpoint endpoint() {
        return services.installation().first();
    }

    /** Sends to many queues, round after round until one reached both replicas; answers each queue's message ids. */
    private Map<String, Set<String>> sendThroughBothReplicas(SqsClient sqs) {
        Map<String, Set<String>> sent = new HashMap<>();
        for (int i = 0; i < QUEUES; i++) {
            sent.put(sqs.createQueue(r -> r.queueName(Names.unique("separate"))).queueUrl(), new HashSet<>());
        }
        Awaitility.await("both replicas serve").atMost(BALANCED).until(() -> {
            double first = sends(services.queue(0));
            double second = sends(services.queue(1));
            sent.forEach((url, ids) -> ids.add(
                    sqs.sendMessage(r -> r.queueUrl(url).messageBody("x")).messageId()));
            return sends(services.queue(0)) > first && sends(services.queue(1)) > second;
        });
        return sent;
    }

    /** The ids of the first {@code count} messages that are received. */
    private static Set<String> receive(SqsClient sqs, String url, int count) {
        Set<String> ids = new HashSet<>();
        Awaitility.await().atMost(RECEIVED).until(() -> {
            sqs.receiveMessage(r -> r.queueUrl(url).maxNumberOfMessages(10).waitTimeSeconds(1))
                    .messages()
                    .forEach(message -> ids.add(message.messageId()));
            return ids.size() >= count;
        });
        return ids;
    }

    private static boolean isServed(SqsClient sqs, String url) {
        try {
            return Counts.of(sqs, url).total() > 0;
        } catch (SqsException e) {
            if (e.statusCode() < 500) {
                throw e;
            }
            return false;
        }
    }

    /** How many SendMessage the replica has answered well. */
    private static double sends(JavaProcess replica) throws IOException {
        return replica.get("/q/metrics")
                .body()
                .lines()
                .filter(line -> line.startsWith("posthorn_queue_requests_total{")
                        && line.contains("operation=\"SendMessage\"")
                        && line.contains("outcome=\"ok\""))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .findFirst()
                .orElseThrow();
    }
}

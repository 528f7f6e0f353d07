package io.posthorn.it;

import static java.util.stream.Collectors.toMap;
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
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.SqsException;

/** A signer and two queue services, each a process of its own, which share a PostgreSQL and a Kafka. */
@StartsProcesses
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SeparateProcessesIT {
    private static final int QUEUES = 16;

    /** The heartbeat's time to live and two beats, and what a busy machine adds. */
    private static final Duration TAKEOVER = Duration.ofSeconds(20);

    private static final Duration BALANCED = Duration.ofSeconds(30);

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
            List<String> urls = newQueues(sqs);

            Awaitility.await("both replicas serve").atMost(BALANCED).until(() -> {
                urls.forEach(url -> sqs.sendMessage(r -> r.queueUrl(url).messageBody(url)));
                return sends(services.queue(0)) > 0 && sends(services.queue(1)) > 0;
            });

            for (String url : urls) {
                Message received = receiveOne(sqs, url);
                assertThat(received.body()).isEqualTo(url);
                sqs.deleteMessage(r -> r.queueUrl(url).receiptHandle(received.receiptHandle()));
            }
        }
    }

    @Test
    void aKilledReplicasQueuesAreTakenOverWithTheirMessages() {
        try (SqsClient sqs = Clients.sqs(endpoint())) {
            List<String> urls = newQueues(sqs);
            Map<String, String> sent = urls.stream()
                    .collect(toMap(
                            Function.identity(),
                            url -> sqs.sendMessage(r -> r.queueUrl(url).messageBody(url))
                                    .messageId()));

            services.queue(0).kill();

            Awaitility.await("the other replica serves them all")
                    .atMost(TAKEOVER)
                    .until(() -> urls.stream().allMatch(url -> isServed(sqs, url)));
            assertThat(sent)
                    .allSatisfy((url, id) ->
                            assertThat(receiveOne(sqs, url).messageId()).isEqualTo(id));

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

    private static List<String> newQueues(SqsClient sqs) {
        return IntStream.range(0, QUEUES)
                .mapToObj(_ -> sqs.createQueue(r -> r.queueName(Names.unique("separate")))
                        .queueUrl())
                .toList();
    }

    private static Message receiveOne(SqsClient sqs, String url) {
        return sqs.receiveMessage(r -> r.queueUrl(url).waitTimeSeconds(5))
                .messages()
                .getFirst();
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

package io.posthorn.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.posthorn.it.endpoint.Clients;
import io.posthorn.it.endpoint.Endpoint;
import io.posthorn.it.process.StandaloneProcess;
import io.posthorn.it.process.StartsProcesses;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import software.amazon.awssdk.services.sqs.SqsClient;

/** What was acknowledged is not lost and not undone, whatever process is killed. */
@StartsProcesses
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DurabilityIT {
    private static final int MESSAGES = 1_000;

    /** Long enough to delete half of them, short enough to receive the rest again. */
    private static final int VISIBILITY_SECONDS = 20;

    private static final Duration RECOVERY = Duration.ofSeconds(60);

    private StandaloneProcess posthorn;
    private Endpoint endpoint;

    @BeforeAll
    void start() {
        posthorn = StandaloneProcess.start("durability");
        endpoint = posthorn.installation().first();
    }

    @AfterAll
    void close() {
        posthorn.close();
    }

    @Test
    void acknowledgedMessagesAndDeletionsSurviveKillsOfTheProcess() {
        String url = newQueue();
        List<String> bodies = bodies("message", MESSAGES);
        try (Traffic traffic = new Traffic(endpoint, url)) {
            assertThat(traffic.send(bodies)).containsExactlyInAnyOrderElementsOf(bodies);
        }

        posthorn.kill();
        posthorn.startAgain();

        Set<String> deleted = Set.copyOf(bodies.subList(0, MESSAGES / 2));
        try (Traffic traffic = new Traffic(endpoint, url)) {
            Map<String, String> handles = traffic.receive(Set.copyOf(bodies), VISIBILITY_SECONDS);
            assertThat(handles.keySet()).containsExactlyInAnyOrderElementsOf(bodies);
            handles.keySet().retainAll(deleted);
            traffic.delete(handles.values());
        }

        posthorn.kill();
        posthorn.startAgain();

        Set<String> rest = new HashSet<>(bodies);
        rest.removeAll(deleted);
        assertThat(counts(url).total()).isEqualTo(rest.size());
        try (Traffic traffic = new Traffic(endpoint, url)) {
            assertThat(traffic.receive(rest, 600).keySet()).isEqualTo(rest);
        }
        assertThat(counts(url)).isEqualTo(new Counts(0, rest.size(), 0));
    }

    @Test
    void acknowledgedMessagesSurviveTheDatabasesDeathWhileTheyAreSent() {
        String url = newQueue();
        List<String> before = bodies("before", 200);
        List<String> during = bodies("during", 3 * MESSAGES);
        List<String> after = bodies("after", 100);
        try (Traffic traffic = new Traffic(endpoint, url)) {
            assertThat(traffic.send(before)).containsExactlyInAnyOrderElementsOf(before);

            CompletableFuture<Set<String>> sending = CompletableFuture.supplyAsync(() -> traffic.send(during));
            Awaitility.await()
                    .atMost(RECOVERY)
                    .pollDelay(Duration.ZERO)
                    .pollInterval(Duration.ofMillis(10))
                    .until(() -> counts(url).total() > before.size());
            posthorn.killPostmaster();
            Set<String> acknowledged = new HashSet<>(sending.join());

            Awaitility.await("the service recovers by itself")
                    .atMost(RECOVERY)
                    .until(() -> traffic.send(List.of("probe")).contains("probe"));
            assertThat(traffic.send(after)).containsExactlyInAnyOrderElementsOf(after);

            acknowledged.addAll(before);
            acknowledged.addAll(after);
            acknowledged.add("probe");
            // A send that was not acknowledged may have been kept all the same.
            assertThat(counts(url).total()).isBetween(acknowledged.size(), acknowledged.size() + during.size());
            assertThat(traffic.receive(acknowledged, 600).keySet()).containsAll(acknowledged);
        }
    }

    @Test
    void aStopInOrderKeepsEverything() {
        String url = newQueue();
        List<String> bodies = bodies("message", 20);
        try (Traffic traffic = new Traffic(endpoint, url)) {
            traffic.send(bodies);
            traffic.receive(Set.copyOf(bodies), 600);
        }

        posthorn.stop();
        posthorn.startAgain();

        // What was received stays hidden, for its leases were written.
        assertThat(counts(url)).isEqualTo(new Counts(0, 20, 0));
    }

    private String newQueue() {
        try (SqsClient sqs = Clients.sqs(endpoint)) {
            return sqs.createQueue(r -> r.queueName(Names.unique("durable"))).queueUrl();
        }
    }

    private Counts counts(String url) {
        try (SqsClient sqs = Clients.sqs(endpoint)) {
            return Counts.of(sqs, url);
        }
    }

    private static List<String> bodies(String stem, int count) {
        return IntStream.range(0, count).mapToObj(i -> stem + '-' + i).toList();
    }
}

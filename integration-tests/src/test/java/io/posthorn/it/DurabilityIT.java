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
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.sqs.SqsClient;

/** What was acknowledged is not lost and not undone, whatever process is killed. */
@StartsProcesses
class DurabilityIT {
    private static final int MESSAGES = 1_000;

    /** Long enough to delete half of them, short enough to receive the rest again. */
    private static final int VISIBILITY_SECONDS = 20;

    private static final Duration RECOVERY = Duration.ofSeconds(60);

    @Test
    void acknowledgedMessagesAndDeletionsSurviveKillsOfTheProcess() {
        try (StandaloneProcess posthorn = StandaloneProcess.start("durability")) {
            Endpoint endpoint = posthorn.installation().first();
            String url = newQueue(endpoint);
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
            assertThat(counts(endpoint, url).total()).isEqualTo(rest.size());
            try (Traffic traffic = new Traffic(endpoint, url)) {
                assertThat(traffic.receive(rest, 600).keySet()).isEqualTo(rest);
            }
            assertThat(counts(endpoint, url)).isEqualTo(new Counts(0, rest.size(), 0));
        }
    }

    @Test
    void acknowledgedMessagesSurviveTheDatabasesDeathWhileTheyAreSent() {
        try (StandaloneProcess posthorn = StandaloneProcess.start("database")) {
            Endpoint endpoint = posthorn.installation().first();
            String url = newQueue(endpoint);
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
                        .until(() -> counts(endpoint, url).total() > before.size());
                posthorn.killPostmaster();
                Set<String> acknowledged = new HashSet<>(sending.join());

                Awaitility.await("the service recovers by itself")
                        .atMost(RECOVERY)
                        .until(() -> traffic.send(List.of("probe")).contains("probe"));
                assertThat(traffic.send(after)).containsExactlyInAnyOrderElementsOf(after);

                acknowledged.addAll(before);
                acknowledged.addAll(after);
                acknowledged.add("probe");
                Counts counts = counts(endpoint, url);
                // A send that was not acknowledged may have been kept all the same.
                assertThat(counts.total()).isBetween(acknowledged.size(), acknowledged.size() + during.size());
                assertThat(traffic.receive(acknowledged, 600).keySet()).containsAll(acknowledged);
            }
        }
    }

    @Test
    void aStopInOrderKeepsEverything() {
        try (StandaloneProcess posthorn = StandaloneProcess.start("stop")) {
            Endpoint endpoint = posthorn.installation().first();
            String url = newQueue(endpoint);
            List<String> bodies = bodies("message", 20);
            try (Traffic traffic = new Traffic(endpoint, url)) {
                traffic.send(bodies);
                traffic.receive(Set.copyOf(bodies), 600);
            }

            posthorn.stop();
            posthorn.startAgain();

            // What was received stays hidden, for its leases were written.
            assertThat(counts(endpoint, url)).isEqualTo(new Counts(0, 20, 0));
        }
    }

    private static String newQueue(Endpoint endpoint) {
        try (SqsClient sqs = Clients.sqs(endpoint)) {
            return sqs.createQueue(r -> r.queueName(Names.unique("durable"))).queueUrl();
        }
    }

    private static Counts counts(Endpoint endpoint, String url) {
        try (SqsClient sqs = Clients.sqs(endpoint)) {
            return Counts.of(sqs, url);
        }
    }

    private static List<String> bodies(String stem, int count) {
        return IntStream.range(0, count).mapToObj(i -> stem + '-' + i).toList();
    }
}

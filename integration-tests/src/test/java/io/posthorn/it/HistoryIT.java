package io.posthorn.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.posthorn.it.endpoint.Clients;
import io.posthorn.it.endpoint.Endpoint;
import io.posthorn.it.history.Anomaly;
import io.posthorn.it.history.HistoryChecker;
import io.posthorn.it.history.Outcome;
import io.posthorn.it.history.Recorder;
import io.posthorn.it.history.Workload;
import io.posthorn.it.process.StandaloneProcess;
import io.posthorn.it.process.StartsProcesses;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

/**
 * Clients at work while the product is killed at random moments; what they saw must be what a queue may do.
 * {@code -Dposthorn.history.kills=N} kills it more often, {@code -Dposthorn.history.seed=N} at the same moments again.
 */
@StartsProcesses
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HistoryIT {
    private static final int KILLS = Integer.getInteger("posthorn.history.kills", 2);
    private static final long SEED = Long.getLong("posthorn.history.seed", System.nanoTime());
    private static final int CLIENTS = 3;

    /** Calls between two kills: enough that each finds work of every kind under way. */
    private static final int FEWEST_CALLS = 400;

    private static final int CALLS_BETWEEN = 1_200;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private StandaloneProcess posthorn;
    private Endpoint endpoint;

    @BeforeAll
    void start() {
        posthorn = StandaloneProcess.start("history");
        endpoint = posthorn.installation().first();
    }

    @AfterAll
    void close() {
        posthorn.close();
    }

    @Test
    void whatClientsSeeIsWhatAQueueMayDoWheneverTheProductIsKilled() {
        Recorder recorder = new Recorder();
        SplittableRandom random = new SplittableRandom(SEED);
        List<Anomaly> anomalies;
        try (Workload workload = new Workload(recorder, endpoint, SEED)) {
            String standard = newQueue("", Map.of());
            String fifo = newQueue(".fifo", Map.of(QueueAttributeName.FIFO_QUEUE, "true"));
            workload.start(standard, false, CLIENTS);
            workload.start(fifo, true, CLIENTS);
            for (int kill = 0; kill < KILLS; kill++) {
                awaitCalls(recorder, FEWEST_CALLS + random.nextInt(CALLS_BETWEEN));
                recorder.changeOwners(() -> {
                    posthorn.kill();
                    posthorn.startAgain();
                });
            }
            awaitCalls(recorder, FEWEST_CALLS);
            workload.stop();

            long drainedFrom = recorder.now();
            Duration quiet = Workload.LONGEST_VISIBILITY.plusSeconds(2);
            workload.queue(standard).drain(quiet);
            workload.queue(fifo).drain(quiet);
            anomalies = HistoryChecker.check(recorder.history(drainedFrom));
        }

        assertThat(anomalies).as("seed %d, %d calls", SEED, recorder.size()).isEmpty();
        // Each kill finds calls under way; without these the test would show little.
        assertThat(recorder.count(Outcome.UNKNOWN)).isGreaterThanOrEqualTo(KILLS);
    }

    private static void awaitCalls(Recorder recorder, int more) {
        long acknowledged = recorder.count(Outcome.ACKNOWLEDGED);
        Awaitility.await("the clients get on")
                .atMost(PATIENCE)
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(20))
                .until(() -> recorder.count(Outcome.ACKNOWLEDGED) >= acknowledged + more);
    }

    private String newQueue(String suffix, Map<QueueAttributeName, String> attributes) {
        String name = Names.unique("history") + suffix;
        try (SqsClient sqs = Clients.sqs(endpoint)) {
            return sqs.createQueue(r -> r.queueName(name).attributes(attributes))
                    .queueUrl();
        }
    }
}

package io.posthorn.it.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import io.posthorn.it.process.StandaloneProcess;
import io.posthorn.it.process.StartsProcesses;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** The product dies while deliveries by HTTP are under way or wait for their next attempt. */
@StartsProcesses
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class WebhookCrashIT {
    private static final String PATH = "/hook";
    private static final String POLICY = """
            {"healthyRetryPolicy":{"numRetries":7,"numNoDelayRetries":3,"numMinDelayRetries":4,\
            "minDelayTarget":3,"maxDelayTarget":3,"numMaxDelayRetries":0,"backoffFunction":"linear"}}""";

    /** Once, three times at once, and once more after the first pause. */
    private static final int BEFORE = 5;

    private static final int ALL = 8;
    private static final Duration SOON = Duration.ofSeconds(60);
    private static final Duration TO_THE_END = Duration.ofMinutes(2);

    /** What is left of three seconds when a clock and a timer do not agree. */
    private static final Duration PAUSE = Duration.ofMillis(2_700);

    private static final int PUBLICATIONS = 300;

    private StandaloneProcess posthorn;

    @BeforeAll
    void start() {
        posthorn = StandaloneProcess.start("webhook-crash");
    }

    @AfterAll
    void stop() {
        posthorn.close();
    }

    @Test
    void aKillInTheMiddleOfRetriesResumesTheScheduleWhereItWas() {
        try (Receiver receiver = Receiver.start();
                Webhooks hooks = new Webhooks(posthorn.installation().first())) {
            String topic = hooks.newTopic();
            String dead = hooks.newQueue();
            hooks.subscribe(
                    topic,
                    receiver.url(PATH),
                    Map.of(
                            "DeliveryPolicy",
                            POLICY,
                            "RedrivePolicy",
                            "{\"deadLetterTargetArn\":\"" + hooks.arnOf(dead) + "\"}"));
            hooks.awaitConfirmed(topic, 1);
            receiver.answer(PATH, 503);
            hooks.publish(topic, "in vain");
            Awaitility.await("the first pause is over")
                    .atMost(SOON)
                    .until(() -> receiver.at(PATH).size() >= BEFORE);

            posthorn.kill();
            posthorn.startAgain();
            List<String> letters = new ArrayList<>();
            Awaitility.await("it is given up").atMost(TO_THE_END).until(() -> {
                letters.addAll(hooks.bodies(dead));
                return !letters.isEmpty();
            });

            List<Receiver.Arrival> attempts = receiver.at(PATH);
            // An attempt whose outcome was not on record when the process died is made again.
            assertThat(attempts).hasSizeBetween(ALL, ALL + 1);
            assertThat(attempts).extracting(Receiver.Arrival::body).containsOnly(letters.getFirst());
            for (int i = BEFORE; i < attempts.size(); i++) {
                long pause = attempts.get(i).at() - attempts.get(i - 1).at();
                assertThat(Duration.ofNanos(pause))
                        .as("before attempt %d", i + 1)
                        .isGreaterThan(PAUSE);
            }
        }
    }

    @Test
    void aKillUnderLoadLosesNothing() {
        try (Receiver receiver = Receiver.start();
                Webhooks hooks = new Webhooks(posthorn.installation().first())) {
            String topic = hooks.newTopic();
            List<String> paths = List.of("/a", "/b", "/c");
            paths.forEach(path -> hooks.subscribe(topic, receiver.url(path), Map.of()));
            hooks.awaitConfirmed(topic, paths.size());
            Set<String> acknowledged = new HashSet<>();
            for (int i = 0; i < PUBLICATIONS; i++) {
                acknowledged.add(hooks.publish(topic, "number " + i));
                if (i == PUBLICATIONS / 2) {
                    posthorn.kill();
                    posthorn.startAgain();
                }
            }

            for (String path : paths) {
                Awaitility.await("everything is at " + path)
                        .atMost(SOON)
                        .until(() -> ids(receiver, path).containsAll(acknowledged));
            }
            System.out.printf(
                    "WebhookCrashIT %d publications to 3 endpoints with a kill: %d arrivals%n",
                    PUBLICATIONS,
                    paths.stream().mapToInt(path -> receiver.at(path).size()).sum());
        }
    }

    private static Set<String> ids(Receiver receiver, String path) {
        Set<String> ids = new HashSet<>();
        receiver.at(path).forEach(arrival -> ids.add(arrival.messageId()));
        return ids;
    }
}

package io.posthorn.it.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import io.posthorn.it.process.StandaloneProcess;
import io.posthorn.it.process.StartsProcesses;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Endpoints with TLS and a private authority, and those of FIFO topics, which an operator has to allow. */
@StartsProcesses
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ConfiguredWebhookIT {
    private static final int MESSAGES = 20;
    private static final Duration SOON = Duration.ofSeconds(60);
    private static final String PATIENT =
            "{\"healthyRetryPolicy\":{\"numRetries\":10,\"minDelayTarget\":2,\"maxDelayTarget\":2}}";

    private Authority trusted;
    private StandaloneProcess posthorn;

    @BeforeAll
    void start(@TempDir Path folder) throws Exception {
        trusted = Authority.make(folder);
        posthorn = StandaloneProcess.start(
                "webhooks",
                Map.of(
                        "posthorn.outbound.trusted-authorities",
                        trusted.certificate().toString(),
                        "posthorn.topic.http.fifo",
                        "true"));
    }

    @AfterAll
    void stop() {
        posthorn.close();
    }

    @Test
    void anEndpointWithATrustedCertificateGetsWhatOneWithAStrangersDoesNot(@TempDir Path folder) throws Exception {
        try (Receiver known = Receiver.start(trusted.context());
                Receiver stranger = Receiver.start(Authority.make(folder).context());
                Webhooks hooks = new Webhooks(posthorn.installation().first())) {
            String topic = hooks.newTopic();
            hooks.subscribe(topic, known.url("/hook"), Map.of());
            hooks.subscribe(topic, stranger.url("/hook"), Map.of());
            hooks.awaitConfirmed(topic, 1);

            String id = hooks.publish(topic, "over TLS");

            Awaitility.await().atMost(SOON).until(() -> !known.at("/hook").isEmpty());
            assertThat(known.at("/hook").getFirst().messageId()).isEqualTo(id);
            assertThat(hooks.sns().getTopicAttributes(r -> r.topicArn(topic)).attributes())
                    .containsEntry("SubscriptionsPending", "1");
        }
    }

    @Test
    void aGroupWaitsForItsFirstWhileOthersGoOn() {
        try (Receiver receiver = Receiver.start();
                Webhooks hooks = new Webhooks(posthorn.installation().first())) {
            String topic = hooks.newFifoTopic();
            hooks.subscribe(topic, receiver.url("/hook"), Map.of("DeliveryPolicy", PATIENT));
            hooks.awaitConfirmed(topic, 1);
            receiver.fail("late:0", 2);

            for (int i = 0; i < MESSAGES; i++) {
                hooks.publish(topic, "late", "late:" + i);
                hooks.publish(topic, "other", "other:" + i);
            }

            Awaitility.await().atMost(SOON).until(() -> receiver.at("/hook").size() == 2 * MESSAGES + 2);
            List<String> arrived = receiver.at("/hook").stream()
                    .map(arrival -> arrival.member("Message"))
                    .toList();
            assertThat(arrived.stream().filter(each -> each.startsWith("other")))
                    .containsExactlyElementsOf(expected("other"));
            assertThat(arrived.stream().filter(each -> each.startsWith("late")).skip(2))
                    .containsExactlyElementsOf(expected("late"));
            assertThat(arrived.stream().filter(each -> each.startsWith("late")).limit(3))
                    .containsOnly("late:0");
            assertThat(arrived.indexOf("other:5")).isLessThan(arrived.indexOf("late:1"));
        }
    }

    private static List<String> expected(String group) {
        return IntStream.range(0, MESSAGES).mapToObj(i -> group + ':' + i).toList();
    }
}

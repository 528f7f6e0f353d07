package io.posthorn.it.sqs;

import static io.posthorn.it.sqs.Tenant.eventually;
import static io.posthorn.it.sqs.Tenant.names;
import static org.assertj.core.api.Assertions.assertThat;

import io.posthorn.it.endpoint.Clients;
import io.posthorn.it.process.StandaloneProcess;
import io.posthorn.it.process.StartsProcesses;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import software.amazon.awssdk.services.sqs.SqsAsyncClient;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;
import software.amazon.awssdk.services.sqs.model.ReceiveMessageResponse;

/** The figures of queues that CloudWatch has for SQS, at the metrics endpoint: each is there and moves as it should. */
@StartsProcesses
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MetricsIT {
    private StandaloneProcess posthorn;
    private Tenant tenant;

    @BeforeAll
    void start() {
        posthorn = StandaloneProcess.start("metrics");
        tenant = new Tenant(posthorn.installation().first());
    }

    @AfterAll
    void close() {
        tenant.close();
        posthorn.close();
    }

    @Test
    void sendsReceiptsAndDeletionsAreCountedByQueueAndInTotal() {
        String url = tenant.queue();
        String queue = labelOf(url);
        Figures before = Figures.of(posthorn);

        tenant.send(url, names("12345", 10));
        tenant.sendOne(url, "x".repeat(1_000));
        Message message = tenant.receive(url, 1, 5).getFirst();
        assertThat(tenant.receive(url)).hasSize(10);
        assertThat(tenant.receive(url)).isEmpty();
        tenant.delete(url, message);

        eventually(() -> {
            Figures after = Figures.of(posthorn);
            assertThat(after.of("posthorn_queue_messages_sent_total", queue)).isEqualTo(11);
            assertThat(after.of("posthorn_queue_messages_received_total", queue))
                    .isEqualTo(11);
            assertThat(after.of("posthorn_queue_messages_deleted_total", queue)).isEqualTo(1);
            assertThat(after.of("posthorn_queue_empty_receives_total", queue)).isEqualTo(1);
            assertThat(after.of("posthorn_queue_sent_message_bytes_count", queue))
                    .isEqualTo(11);
            assertThat(after.of("posthorn_queue_sent_message_bytes_sum", queue))
                    .isEqualTo(10 * "123450".length() + 1_000);
            assertThat(after.total("posthorn_queue_messages_sent_total")
                            - before.total("posthorn_queue_messages_sent_total"))
                    .isEqualTo(11);
        });
    }

    @Test
    void whatIsInAQueueIsShownByItsStateAndAge() {
        String url = tenant.queue(Map.of(QueueAttributeName.VISIBILITY_TIMEOUT, "600"));
        String queue = labelOf(url);
        tenant.send(url, "1", "2", "3");
        tenant.sqs().sendMessage(r -> r.queueUrl(url).messageBody("delayed").delaySeconds(900));
        Message message = tenant.receiveOne(url);

        eventually(() -> {
            Figures shown = Figures.of(posthorn);
            assertThat(shown.messages("posthorn_queue_messages", queue, "visible"))
                    .isEqualTo(2);
            assertThat(shown.messages("posthorn_queue_messages", queue, "in_flight"))
                    .isEqualTo(1);
            assertThat(shown.messages("posthorn_queue_messages", queue, "delayed"))
                    .isEqualTo(1);
            assertThat(shown.of("posthorn_queue_oldest_message_age_seconds", queue))
                    .isBetween(1.0, 60.0);
        });

        tenant.delete(url, message);
        tenant.sqs().purgeQueue(r -> r.queueUrl(url));

        eventually(() -> {
            Figures shown = Figures.of(posthorn);
            assertThat(shown.messages("posthorn_queue_messages", queue, "visible"))
                    .isZero();
            assertThat(shown.messages("posthorn_queue_messages", queue, "in_flight"))
                    .isZero();
            assertThat(shown.messages("posthorn_queue_messages", queue, "delayed"))
                    .isZero();
            assertThat(shown.of("posthorn_queue_oldest_message_age_seconds", queue))
                    .isZero();
        });
    }

    @Test
    void aFifoQueueShowsItsGroupsInFlightAndItsDuplicates() {
        String fifo = tenant.fifo();
        String queue = labelOf(fifo);
        tenant.sendInGroups(fifo, "a-1", "a-2", "b-1", "c-1");
        tenant.sendInGroups(fifo, "a-1", "b-1");
        assertThat(tenant.receive(fifo, 3, 5)).hasSize(3);

        eventually(() -> {
            Figures shown = Figures.of(posthorn);
            assertThat(shown.of("posthorn_queue_groups_in_flight", queue)).isEqualTo(2);
            assertThat(shown.of("posthorn_queue_messages_deduplicated_total", queue))
                    .isEqualTo(2);
            assertThat(shown.of("posthorn_queue_messages_sent_total", queue)).isEqualTo(4);
        });
    }

    @Test
    void aFairQueueShowsItsNoisyGroupsAndWhatTheQuietOnesHave() {
        String url = tenant.queue(Map.of(QueueAttributeName.VISIBILITY_TIMEOUT, "600"));
        String queue = labelOf(url);
        tenant.sendInGroups(
                url, IntStream.range(0, 60).mapToObj(i -> "noisy-" + i).toArray(String[]::new));
        tenant.receiveAll(url, 40);
        tenant.sendInGroups(url, "quiet-1", "quiet-2", "quiet-3");
        assertThat(Tenant.bodies(tenant.receive(url, 1, 0))).containsExactly("quiet-1");

        eventually(() -> {
            Figures shown = Figures.of(posthorn);
            assertThat(shown.of("posthorn_queue_noisy_groups", queue)).isEqualTo(1);
            assertThat(shown.messages("posthorn_queue_messages", queue, "visible"))
                    .isEqualTo(22);
            assertThat(shown.messages("posthorn_queue_messages_in_quiet_groups", queue, "visible"))
                    .isEqualTo(2);
            assertThat(shown.messages("posthorn_queue_messages_in_quiet_groups", queue, "in_flight"))
                    .isEqualTo(1);
            assertThat(shown.of("posthorn_queue_oldest_message_age_in_quiet_groups_seconds", queue))
                    .isPositive();
        });
    }

    @Test
    void longPollsThatWaitAreShown() {
        String url = tenant.queue();
        String queue = labelOf(url);
        try (SqsAsyncClient polling = Clients.sqsOnce(tenant.endpoint(), 1)) {
            CompletableFuture<ReceiveMessageResponse> poll =
                    polling.receiveMessage(r -> r.queueUrl(url).waitTimeSeconds(20));
            eventually(() -> assertThat(Figures.of(posthorn).of("posthorn_queue_waiting_receives", queue))
                    .isEqualTo(1));

            tenant.send(url, "x");

            assertThat(poll).succeedsWithin(Tenant.SOON);
        }
        eventually(() -> assertThat(Figures.of(posthorn).of("posthorn_queue_waiting_receives", queue))
                .isZero());
    }

    @Test
    void answersAreCountedByOperationAndOutcome() {
        String url = tenant.queue();
        String good = "posthorn_queue_requests_total{operation=\"SendMessage\",outcome=\"ok\"}";
        Figures before = Figures.of(posthorn);

        tenant.sendOne(url, "x");
        assertThat(Refusal.of(() -> tenant.sendOne(url, "")).status()).isEqualTo(400);

        Figures after = Figures.of(posthorn);
        assertThat(after.get(good) - (Double.isNaN(before.get(good)) ? 0 : before.get(good)))
                .isEqualTo(1);
        assertThat(after.values().entrySet())
                .as("nothing went wrong in here")
                .noneMatch(figure -> figure.getKey().contains("outcome=\"bug\"") && figure.getValue() > 0);
    }

    private String labelOf(String url) {
        return tenant.account() + '/' + tenant.endpoint().region() + '/' + Tenant.nameOf(url);
    }
}

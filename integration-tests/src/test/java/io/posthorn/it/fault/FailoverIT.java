package io.posthorn.it.fault;

import static org.assertj.core.api.Assertions.assertThat;

import io.posthorn.embedded.EmbeddedKafka;
import io.posthorn.embedded.EmbeddedPostgres;
import io.posthorn.it.endpoint.Clients;
import io.posthorn.it.endpoint.Endpoint;
import io.posthorn.it.process.JavaProcess;
import io.posthorn.it.process.SeparateServices;
import io.posthorn.it.process.StartsProcesses;
import io.posthorn.it.process.Stores;
import io.posthorn.it.process.Suspension;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.sqs.SqsAsyncClient;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.ReceiveMessageResponse;
import software.amazon.awssdk.services.sqs.model.SendMessageResponse;

/** One of two replicas of the queue service dies, stops, or hangs and comes back, while clients use queues of both. */
@StartsProcesses
@Tag("alone")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FailoverIT {
    private static final int STANDARD = 8;
    private static final int FIFO = 4;
    private static final Duration WARM = Duration.ofSeconds(30);
    private static final Duration BALANCED = Duration.ofSeconds(30);

    /** The replica's time to live, and a heartbeat or two. */
    private static final Duration AFTER_A_CRASH = Duration.ofSeconds(10);

    /**
     * Half of the time to live, which others wait for when nothing is handed over: this tells a hand-over from none. What is promised
     * is a second, of a machine that is not overloaded; the report shows what it was.
     */
    private static final Duration AFTER_A_STOP = Duration.ofSeconds(3);

    private static final Duration COARSE_PROBES = Duration.ofMillis(100);

    /** Fine enough to show a fraction of a second. */
    private static final Duration FINE_PROBES = Duration.ofMillis(40);

    private static final Duration RECEIVED = Duration.ofSeconds(10);

    /** A few sends. */
    private static final double SOME_BYTES = 1_000;

    /** More than one group of sends: the first is on its way to the database, the others are in the replica. */
    private static final double GROUPS_BYTES = 3_000;

    private static final int LATE = 4;

    /** Longer than the time to live, so that others take over. */
    private static final Duration HANGING = Duration.ofSeconds(9);

    /** A send to a queue while nothing can be committed. */
    private record LateSend(String url, CompletableFuture<SendMessageResponse> send) {}

    private EmbeddedPostgres postgres;
    private EmbeddedKafka kafka;
    private SeparateServices services;
    private final Set<String> seen = ConcurrentHashMap.newKeySet();

    @BeforeAll
    void start() {
        postgres = EmbeddedPostgres.temporary();
        kafka = EmbeddedKafka.temporary();
        services = SeparateServices.start(
                "failover",
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
    void afterAKillNothingAcknowledgedIsLostAndServiceIsBackSoon() {
        try (Load load = loadOnBoth()) {
            long since;
            // What is answered while nothing can be committed was answered too early, and dies with the process.
            try (Suspension _ = Suspension.of(postgres.pid())) {
                awaitWaiting(services.queue(0), SOME_BYTES);
                since = System.nanoTime();
                services.queue(0).kill();
            }

            load.awaitProgress(20, Duration.ofSeconds(30));
            List<String> broken = load.settle();
            services.startQueueAgain(0);

            report("killed", load, since);
            assertThat(broken).isEmpty();
            assertThat(load.single().longestGap(since)).isLessThan(AFTER_A_CRASH);
            assertRetryable(load);
        }
    }

    @Test
    void aStopInOrderIsNotNoticedByClientsThatRepeatCalls() {
        try (Load load = loadOnBoth(FINE_PROBES)) {
            long since = System.nanoTime();
            services.queue(0).terminate();

            load.awaitProgress(40, Duration.ofSeconds(30));
            List<String> broken = load.settle();
            services.queue(0).close();
            services.startQueueAgain(0);

            report("stopped", load, since);
            assertThat(broken).isEmpty();
            assertThat(load.repeated().counts()).containsOnlyKeys(Attempts.OK);
            assertThat(load.single().longestGap(since)).isLessThan(AFTER_A_STOP);
            assertRetryable(load);
        }
    }

    @Test
    void aReplicaThatHungAndComesBackNeitherAnswersFromMemoryNorWrites() {
        try (Load load = loadOnBoth();
                SqsClient sqs = Clients.sqs(endpoint());
                SqsAsyncClient sends = Clients.sqsOnce(endpoint(), LATE * STANDARD);
                SqsAsyncClient polls = Clients.sqsOnce(endpoint(), STANDARD)) {
            Map<String, CompletableFuture<ReceiveMessageResponse>> parked = new HashMap<>();
            for (int i = 0; i < STANDARD; i++) {
                String url = sqs.createQueue(r -> r.queueName("hung-" + UUID.randomUUID()))
                        .queueUrl();
                sqs.sendMessage(r -> r.queueUrl(url).messageBody("once"));
                receiveForAWhile(sqs, url);
                // In the hanging replica's memory the message is due again before this poll ends.
                parked.put(url, polls.receiveMessage(r -> r.queueUrl(url).waitTimeSeconds(20)));
            }
            Map<String, CompletableFuture<ReceiveMessageResponse>> unanswered = new HashMap<>();
            long since;
            List<LateSend> late = new ArrayList<>();
            Suspension database = Suspension.of(postgres.pid());
            try {
                // Decided, and not committed when the replica begins to hang.
                for (int i = 0; i < LATE; i++) {
                    parked.keySet()
                            .forEach(url -> late.add(new LateSend(
                                    url, sends.sendMessage(r -> r.queueUrl(url).messageBody("late")))));
                }
                awaitWaiting(services.queue(0), GROUPS_BYTES);
                since = System.nanoTime();
            } catch (RuntimeException e) {
                database.close();
                throw e;
            }
            try (Suspension _ = Suspension.of(services.queue(0).pid())) {
                database.close();
                Awaitility.await("another has taken over")
                        .atMost(AFTER_A_CRASH.multipliedBy(2))
                        .pollInterval(Duration.ofMillis(200))
                        .until(() -> System.nanoTime() - since > HANGING.toNanos() && ownsAll(services.queue(1)));
                parked.forEach((url, poll) -> deleteWhatIsThere(sqs, url, poll));
                // The other polls waited at the living replica.
                parked.forEach((url, poll) -> {
                    if (!poll.isDone()) {
                        unanswered.put(url, poll);
                    }
                });
                assertThat(unanswered).isNotEmpty();
            }
            load.awaitProgress(20, Duration.ofSeconds(40));
            List<String> broken = new ArrayList<>(load.settle());
            unanswered.forEach((url, poll) -> {
                if (isAnswered(poll)) {
                    broken.addAll(poll.join().messages().stream()
                            .filter(message -> message.body().equals("once"))
                            .map(message -> url + ": handed out of memory: " + message.body())
                            .toList());
                }
            });

            parked.values().stream()
                    .filter(FailoverIT::isAnswered)
                    .forEach(poll -> poll.join().messages().forEach(message -> seen.add(message.messageId())));
            late.stream()
                    .filter(each -> isAnswered(each.send()))
                    .filter(each ->
                            !isReceived(sqs, each.url(), each.send().join().messageId()))
                    .forEach(each -> broken.add(each.url() + ": acknowledged by the replica that had hung, and lost"));

            report("hung", load, since);
            assertThat(broken).isEmpty();
            assertRetryable(load);
        }
    }

    /** Deletes the queue's only message, unless {@code poll} has it. */
    private void deleteWhatIsThere(SqsClient sqs, String url, CompletableFuture<ReceiveMessageResponse> poll) {
        if (isAnswered(poll)) {
            for (Message message : poll.join().messages()) {
                seen.add(message.messageId());
                sqs.deleteMessage(r -> r.queueUrl(url).receiptHandle(message.receiptHandle()));
            }
            return;
        }
        Awaitility.await("the message is received from its new owner")
                .atMost(Duration.ofSeconds(30))
                .pollInterval(Duration.ofMillis(200))
                .ignoreExceptionsInstanceOf(SdkException.class)
                .until(() -> {
                    List<Message> messages = sqs.receiveMessage(r ->
                                    r.queueUrl(url).overrideConfiguration(c -> c.apiCallTimeout(Duration.ofSeconds(3))))
                            .messages();
                    messages.forEach(message -> seen.add(message.messageId()));
                    messages.forEach(
                            message -> sqs.deleteMessage(r -> r.queueUrl(url).receiptHandle(message.receiptHandle())));
                    return messages.stream().anyMatch(message -> message.body().equals("once"));
                });
    }

    private static boolean isAnswered(CompletableFuture<?> call) {
        return call.isDone() && !call.isCompletedExceptionally();
    }

    /** Whether the message comes within some seconds, now or in an earlier receive that this test made. */
    private boolean isReceived(SqsClient sqs, String url, String messageId) {
        long deadline = System.nanoTime() + RECEIVED.toNanos();
        while (!seen.contains(messageId) && System.nanoTime() - deadline < 0) {
            sqs.receiveMessage(r -> r.queueUrl(url).maxNumberOfMessages(10).waitTimeSeconds(1))
                    .messages()
                    .forEach(message -> seen.add(message.messageId()));
        }
        return seen.contains(messageId);
    }

    /** Waits until something is decided at {@code replica} and cannot be committed. */
    private static void awaitWaiting(JavaProcess replica, double bytes) {
        Awaitility.await("sends wait to be committed")
                .atMost(WARM)
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(100))
                .until(() -> replica.meter("posthorn_queue_journal_waiting_bytes", "") > bytes);
    }

    /** Receives the queue's message, which is to be received again four seconds later. */
    private static void receiveForAWhile(SqsClient sqs, String url) {
        assertThat(sqs.receiveMessage(r -> r.queueUrl(url).visibilityTimeout(4).waitTimeSeconds(5))
                        .messages())
                .hasSize(1);
    }

    private Load loadOnBoth() {
        return loadOnBoth(COARSE_PROBES);
    }

    private Load loadOnBoth(Duration probePause) {
        Awaitility.await("both replicas own shards")
                .atMost(BALANCED)
                .until(() -> shards(services.queue(0)) > 0 && shards(services.queue(1)) > 0);
        Load load = Load.start(endpoint(), STANDARD, FIFO, probePause);
        load.awaitProgress(10, WARM);
        return load;
    }

    private static boolean ownsAll(JavaProcess replica) throws IOException {
        return shards(replica) == 64;
    }

    private static double shards(JavaProcess replica) throws IOException {
        return replica.meter("posthorn_queue_shards", "");
    }

    private Endpoint endpoint() {
        return services.installation().first();
    }

    private static void report(String fault, Load load, long since) {
        System.out.println("FailoverIT " + fault + ": " + load.summary(since));
    }

    private static void assertRetryable(Load load) {
        assertThat(load.single().counts().keySet())
                .isSubsetOf(Attempts.OK, Attempts.NO_ANSWER, "503 ServiceUnavailable");
        assertThat(load.repeated().counts().keySet())
                .isSubsetOf(Attempts.OK, Attempts.NO_ANSWER, "503 ServiceUnavailable");
    }
}

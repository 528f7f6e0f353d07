package io.posthorn.it.sqs;

import static org.assertj.core.api.Assertions.assertThat;

import io.posthorn.it.Counts;
import io.posthorn.it.endpoint.BlackBox;
import io.posthorn.it.endpoint.Installation;
import io.posthorn.it.endpoint.SignedRequests;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;
import software.amazon.awssdk.services.sqs.model.OverLimitException;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

/**
 * Behaviour 17 of the contract: 120,000 messages in flight are the most of a standard queue. They are all sent and received,
 * which takes the machine; by presigned URLs, which need signing once only.
 */
@BlackBox
@Isolated
class InFlightLimitIT {
    private static final int MOST = 120_000;
    private static final int BATCH = 10;
    private static final int CONNECTIONS = 32;
    private static final Duration LIFETIME = Duration.ofMinutes(5);

    private final Installation installation;

    InFlightLimitIT(Installation installation) {
        this.installation = installation;
    }

    @Test
    void behaviour17AStandardQueueAtItsLimitRefusesShortPollsAndLeavesLongPollsEmpty() {
        try (Tenant tenant = new Tenant(installation.first());
                SignedRequests requests = new SignedRequests(tenant.endpoint())) {
            String queue = tenant.queue(Map.of(QueueAttributeName.VISIBILITY_TIMEOUT, "43200"));
            String path = URI.create(queue).getPath();
            URI send = requests.presigned(path, "SendMessageBatch", batch(), Instant.now(), LIFETIME);
            URI receive = requests.presigned(
                    path,
                    "ReceiveMessage",
                    Map.of("MaxNumberOfMessages", Integer.toString(BATCH), "WaitTimeSeconds", "5"),
                    Instant.now(),
                    LIFETIME);
            assertThat(sum(requests, send, MOST / BATCH + 1, "<SendMessageBatchResultEntry>"))
                    .isEqualTo(MOST + BATCH);
            assertThat(sum(requests, receive, MOST / BATCH, "<Message>")).isEqualTo(MOST);
            assertThat(tenant.counts(queue)).isEqualTo(new Counts(BATCH, MOST, 0));

            Refusal shortPoll = Refusal.of(() -> tenant.receive(queue));
            long began = System.nanoTime();
            List<?> longPoll = tenant.receive(queue, BATCH, 1);
            Duration waited = Duration.ofNanos(System.nanoTime() - began);

            assertThat(shortPoll.withoutMessage())
                    .isEqualTo(new Refusal(OverLimitException.class, "OverLimit", 403, ""));
            assertThat(longPoll).isEmpty();
            assertThat(waited).isGreaterThan(Duration.ofMillis(900));
            tenant.sqs().purgeQueue(r -> r.queueUrl(queue));
            assertThat(tenant.counts(queue).total()).isZero();
        }
    }

    /** The entries of a batch, as a query has them. */
    private static Map<String, String> batch() {
        Map<String, String> entries = new HashMap<>();
        for (int i = 1; i <= BATCH; i++) {
            entries.put("SendMessageBatchRequestEntry." + i + ".Id", Integer.toString(i));
            entries.put("SendMessageBatchRequestEntry." + i + ".MessageBody", "x");
        }
        return entries;
    }

    /** Gets {@code uri} {@code count} times, many at a time; answers how often {@code element} came. */
    private static int sum(SignedRequests requests, URI uri, int count, String element) {
        Semaphore free = new Semaphore(CONNECTIONS);
        List<CompletableFuture<Integer>> answers = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            free.acquireUninterruptibly();
            answers.add(requests.getLater(uri)
                    .whenComplete((_, _) -> free.release())
                    .thenApply(answer -> answer.body().split(element, -1).length - 1));
        }
        return answers.stream().mapToInt(CompletableFuture::join).sum();
    }
}

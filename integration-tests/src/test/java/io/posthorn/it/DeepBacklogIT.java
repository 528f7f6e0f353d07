package io.posthorn.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.posthorn.it.endpoint.Clients;
import io.posthorn.it.process.StandaloneProcess;
import io.posthorn.it.process.StartsProcesses;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.DeleteMessageBatchRequestEntry;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeName;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchRequestEntry;

/**
 * Backlogs many times what may be in memory, in a process with half the usual heap. The same with millions of messages:
 * {@code ./posthorn bench --backlog 5000000 --body 1024}.
 */
@StartsProcesses
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DeepBacklogIT {
    private static final int HEAP_MEGABYTES = 224;
    private static final int IN_MEMORY = 2_000;
    private static final int MESSAGES = 20_000;
    private static final int FIFO_MESSAGES = 3_000;
    private static final int GROUPS = 30;
    private static final int THREADS = 8;
    private static final int BATCH = 10;
    private static final Duration LIMIT = Duration.ofMinutes(2);
    private static final String PADDING = "x".repeat(1_000);

    private StandaloneProcess posthorn;

    @BeforeAll
    void start() {
        posthorn = StandaloneProcess.start(
                "deep-backlog", HEAP_MEGABYTES, Map.of("posthorn.queue.memory.messages", Integer.toString(IN_MEMORY)));
    }

    @AfterAll
    void close() {
        posthorn.close();
    }

    @Test
    void aBacklogLargerThanTheMemoryIsReceivedInOrderOfArrivalAcrossAKill() throws Exception {
        String url = queue(Map.of());
        send(MESSAGES, i -> SendMessageBatchRequestEntry.builder(), url);
        assertThat(visible(url)).isEqualTo(MESSAGES);

        posthorn.kill();
        posthorn.startAgain();
        assertThat(visible(url)).isEqualTo(MESSAGES);

        Set<Integer> received = ConcurrentHashMap.newKeySet();
        AtomicInteger outOfOrder = new AtomicInteger();
        drain(url, MESSAGES, () -> new Consumer<>() {
            private long latest;

            @Override
            public void accept(Message message) {
                assertThat(received.add(number(message)))
                        .as("received once: " + number(message))
                        .isTrue();
                long sentAt = Long.parseLong(message.attributes().get(MessageSystemAttributeName.SENT_TIMESTAMP));
                outOfOrder.addAndGet(sentAt < latest ? 1 : 0);
                latest = sentAt;
            }
        });

        assertThat(received).hasSize(MESSAGES);
        assertThat(outOfOrder).hasValue(0);
        assertThat(visible(url)).isZero();
    }

    @Test
    void aDeepFifoBacklogKeepsTheOrderOfEachGroup() throws Exception {
        String url = queue(
                Map.of(QueueAttributeName.FIFO_QUEUE, "true", QueueAttributeName.FIFO_THROUGHPUT_LIMIT, "perQueue"));
        try (SqsClient sqs = Clients.sqs(posthorn.installation().first())) {
            for (int from = 0; from < FIFO_MESSAGES; from += BATCH) {
                sendBatch(
                        sqs,
                        url,
                        from,
                        i -> SendMessageBatchRequestEntry.builder()
                                .messageGroupId("group-" + i % GROUPS)
                                .messageDeduplicationId(Integer.toString(i)));
            }
        }
        assertThat(visible(url)).isEqualTo(FIFO_MESSAGES);

        Map<Integer, Integer> next = new ConcurrentHashMap<>();
        drain(url, FIFO_MESSAGES, () -> message -> {
            int number = number(message);
            int expected = next.merge(number % GROUPS, 1, Integer::sum) - 1;
            assertThat(number / GROUPS).as("message %d of its group", number).isEqualTo(expected);
        });

        assertThat(next.values()).allMatch(count -> count == FIFO_MESSAGES / GROUPS);
    }

    private interface Entry {
        SendMessageBatchRequestEntry.Builder of(int number);
    }

    private String queue(Map<QueueAttributeName, String> attributes) {
        String name = Names.unique("deep") + (attributes.isEmpty() ? "" : ".fifo");
        try (SqsClient sqs = Clients.sqs(posthorn.installation().first())) {
            Map<QueueAttributeName, String> all = new HashMap<>(attributes);
            all.put(QueueAttributeName.VISIBILITY_TIMEOUT, "600");
            return sqs.createQueue(r -> r.queueName(name).attributes(all)).queueUrl();
        }
    }

    private int visible(String url) {
        try (SqsClient sqs = Clients.sqs(posthorn.installation().first())) {
            return Counts.of(sqs, url).visible();
        }
    }

    private static int number(Message message) {
        return Integer.parseInt(message.body().substring(0, message.body().indexOf(' ')));
    }

    private void send(int count, Entry entry, String url) throws Exception {
        AtomicInteger next = new AtomicInteger();
        onAll(() -> {
            try (SqsClient sqs = Clients.sqs(posthorn.installation().first())) {
                for (int from = next.getAndAdd(BATCH); from < count; from = next.getAndAdd(BATCH)) {
                    sendBatch(sqs, url, from, entry);
                }
            }
            return null;
        });
    }

    private static void sendBatch(SqsClient sqs, String url, int from, Entry entry) {
        List<SendMessageBatchRequestEntry> entries = IntStream.range(from, from + BATCH)
                .mapToObj(i -> entry.of(i)
                        .id(Integer.toString(i))
                        .messageBody(i + " " + PADDING)
                        .build())
                .toList();
        assertThat(sqs.sendMessageBatch(r -> r.queueUrl(url).entries(entries)).failed())
                .isEmpty();
    }

    private void drain(String url, int count, Callable<Consumer<Message>> consumers) throws Exception {
        AtomicInteger deleted = new AtomicInteger();
        long deadline = System.nanoTime() + LIMIT.toNanos();
        onAll(() -> {
            Consumer<Message> consumer = consumers.call();
            try (SqsClient sqs = Clients.sqs(posthorn.installation().first())) {
                while (deleted.get() < count && System.nanoTime() < deadline) {
                    List<Message> messages = sqs.receiveMessage(r -> r.queueUrl(url)
                                    .maxNumberOfMessages(BATCH)
                                    .waitTimeSeconds(1)
                                    .messageSystemAttributeNames(MessageSystemAttributeName.SENT_TIMESTAMP))
                            .messages();
                    messages.forEach(consumer);
                    if (!messages.isEmpty()) {
                        delete(sqs, url, messages);
                        deleted.addAndGet(messages.size());
                    }
                }
            }
            return null;
        });
        assertThat(deleted).as("received and deleted in time").hasValue(count);
    }

    private static void delete(SqsClient sqs, String url, List<Message> messages) {
        List<DeleteMessageBatchRequestEntry> entries = messages.stream()
                .map(message -> DeleteMessageBatchRequestEntry.builder()
                        .id(Integer.toString(number(message)))
                        .receiptHandle(message.receiptHandle())
                        .build())
                .toList();
        assertThat(sqs.deleteMessageBatch(r -> r.queueUrl(url).entries(entries)).failed())
                .isEmpty();
    }

    private static void onAll(Callable<?> work) throws Exception {
        try (ExecutorService threads = Executors.newFixedThreadPool(THREADS)) {
            List<Future<?>> running = new ArrayList<>();
            for (int i = 0; i < THREADS; i++) {
                running.add(threads.submit(work));
            }
            for (Future<?> each : running) {
                each.get();
            }
        }
    }
}

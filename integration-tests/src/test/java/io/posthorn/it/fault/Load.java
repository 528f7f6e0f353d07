package io.posthorn.it.fault;

import io.posthorn.it.endpoint.Clients;
import io.posthorn.it.endpoint.Endpoint;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;
import software.amazon.awssdk.services.sqs.SqsAsyncClient;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.DeleteMessageBatchRequestEntry;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

/**
 * Clients of many queues, standard and FIFO, that are spread over the shards. Each queue has a sender and a receiver, which
 * use the SDK as it comes, repetitions included, and a prober whose every call is made once. Paced, so that a small machine
 * carries it.
 */
final class Load implements AutoCloseable {
    private static final Duration SEND_PAUSE = Duration.ofMillis(100);
    private static final Duration PROBE_PAUSE = Duration.ofMillis(100);
    private static final Duration RECEIVE_PAUSE = Duration.ofMillis(20);
    private static final int POLL_SECONDS = 2;
    private static final int GROUPS = 3;
    private static final String PROBES = "probe";

    /** Short, so that what was in flight in a crash comes again soon. */
    private static final String VISIBILITY_SECONDS = "5";

    private static final List<QueueAttributeName> COUNTS = List.of(
            QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES,
            QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES_NOT_VISIBLE,
            QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES_DELAYED);

    private static final Duration SETTLED = Duration.ofSeconds(60);

    private final SqsClient repeating;
    private final SqsAsyncClient once;
    private final Map<String, Ledger> queues = new LinkedHashMap<>();
    private final Attempts repeated = new Attempts();
    private final Attempts single = new Attempts();
    private final ScheduledExecutorService threads;
    private volatile boolean sending = true;
    private volatile boolean receiving = true;

    private Load(Endpoint endpoint, int standard, int fifo) {
        this.repeating = Clients.sqs(endpoint);
        this.once = Clients.sqsOnce(endpoint, standard + fifo);
        for (int i = 0; i < standard + fifo; i++) {
            boolean ordered = i >= standard;
            String name = "load-" + UUID.randomUUID() + (ordered ? ".fifo" : "");
            Map<QueueAttributeName, String> attributes = new LinkedHashMap<>();
            attributes.put(QueueAttributeName.VISIBILITY_TIMEOUT, VISIBILITY_SECONDS);
            if (ordered) {
                attributes.put(QueueAttributeName.FIFO_QUEUE, "true");
            }
            queues.put(
                    repeating
                            .createQueue(r -> r.queueName(name).attributes(attributes))
                            .queueUrl(),
                    new Ledger(ordered));
        }
        this.threads = Executors.newScheduledThreadPool(
                3 * queues.size(), Thread.ofPlatform().name("load-", 0).daemon().factory());
    }

    /** Makes the queues and begins. */
    static Load start(Endpoint endpoint, int standard, int fifo) {
        return start(endpoint, standard, fifo, PROBE_PAUSE);
    }

    /** As above, with a probe of each queue every {@code probePause}: a gap that they see is that much longer than it was at the most. */
    static Load start(Endpoint endpoint, int standard, int fifo, Duration probePause) {
        Load load = new Load(endpoint, standard, fifo);
        load.queues.forEach((url, ledger) -> {
            int[] number = new int[1];
            int[] probe = new int[1];
            load.repeat(SEND_PAUSE, () -> load.send(url, ledger, number[0]++));
            load.repeat(RECEIVE_PAUSE, () -> load.receive(url, ledger));
            load.repeat(probePause, () -> load.probe(url, ledger, probe[0]++));
        });
        return load;
    }

    private void repeat(Duration pause, Runnable task) {
        var _ = threads.scheduleWithFixedDelay(task, 0, pause.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void send(String url, Ledger ledger, int number) {
        if (!sending) {
            return;
        }
        boolean fifo = url.endsWith(".fifo");
        String group = "g" + number % GROUPS;
        String body = group + ':' + number;
        try {
            ledger.acknowledged(
                    repeating
                            .sendMessage(r -> {
                                r.queueUrl(url).messageBody(body);
                                if (fifo) {
                                    r.messageGroupId(group).messageDeduplicationId(body);
                                }
                            })
                            .messageId(),
                    body);
            repeated.succeeded(url);
        } catch (RuntimeException e) {
            repeated.failed(e);
        }
    }

    private void receive(String url, Ledger ledger) {
        if (!receiving) {
            return;
        }
        long began = System.nanoTime();
        try {
            List<Message> messages = repeating
                    .receiveMessage(r -> r.queueUrl(url).maxNumberOfMessages(10).waitTimeSeconds(POLL_SECONDS))
                    .messages();
            ledger.received(messages, began);
            delete(url, ledger, messages);
        } catch (RuntimeException e) {
            repeated.failed(e);
        }
    }

    private void delete(String url, Ledger ledger, List<Message> messages) {
        if (messages.isEmpty()) {
            return;
        }
        List<DeleteMessageBatchRequestEntry> entries = new ArrayList<>();
        for (int i = 0; i < messages.size(); i++) {
            entries.add(DeleteMessageBatchRequestEntry.builder()
                    .id(Integer.toString(i))
                    .receiptHandle(messages.get(i).receiptHandle())
                    .build());
        }
        repeating
                .deleteMessageBatch(r -> r.queueUrl(url).entries(entries))
                .successful()
                .forEach(entry -> ledger.deleted(
                        messages.get(Integer.parseInt(entry.id())).messageId()));
    }

    private void probe(String url, Ledger ledger, int number) {
        if (!sending) {
            return;
        }
        String body = PROBES + ':' + number;
        try {
            ledger.acknowledged(
                    once.sendMessage(r -> {
                                r.queueUrl(url).messageBody(body);
                                if (url.endsWith(".fifo")) {
                                    r.messageGroupId(PROBES).messageDeduplicationId(body);
                                }
                            })
                            .join()
                            .messageId(),
                    body);
            single.succeeded(url);
        } catch (RuntimeException e) {
            single.failed(e);
        }
    }

    /** What calls came to that the SDK repeats by itself. */
    Attempts repeated() {
        return repeated;
    }

    /** What calls came to that are made once. */
    Attempts single() {
        return single;
    }

    /** Waits until {@code more} sends and receives have succeeded in each queue from now on. */
    void awaitProgress(int more, Duration limit) {
        Map<String, Integer> before = new LinkedHashMap<>();
        queues.forEach((url, ledger) -> before.put(url, ledger.acknowledgedSends() + ledger.acknowledgedDeletions()));
        Awaitility.await("all queues make progress")
                .atMost(limit)
                .pollInterval(Duration.ofMillis(20))
                .until(() -> queues.entrySet().stream()
                        .allMatch(each -> each.getValue().acknowledgedSends()
                                        + each.getValue().acknowledgedDeletions()
                                >= before.getOrDefault(each.getKey(), 0) + more));
    }

    /** Ends the sending, receives what there is, and says what the product did not keep; empty is good. */
    List<String> settle() {
        sending = false;
        try {
            Awaitility.await("what was acknowledged is received and deleted")
                    .atMost(SETTLED)
                    .pollInterval(Duration.ofMillis(100))
                    .until(() -> queues.values().stream().allMatch(Ledger::isReceived));
            // A deletion whose answer was lost may have been done or not: then the message comes again.
            Awaitility.await("every queue is empty")
                    .atMost(SETTLED)
                    .pollInterval(Duration.ofMillis(500))
                    .until(() -> queues.keySet().stream().allMatch(url -> messages(url) == 0));
        } catch (ConditionTimeoutException _) {
            // What is missing is said below.
        }
        receiving = false;
        List<String> broken = new ArrayList<>();
        queues.keySet().stream()
                .filter(url -> messages(url) != 0)
                .forEach(url -> broken.add(url + ": has messages that are not received"));
        queues.forEach((url, ledger) -> ledger.broken().forEach(each -> broken.add(url + ": " + each)));
        return broken;
    }

    /** What happened since {@code since}, in one line. */
    String summary(long since) {
        return "%d sends and %d deletions acknowledged; longest gap of a queue %d ms; with repetitions %s, once %s"
                .formatted(
                        queues.values().stream()
                                .mapToInt(Ledger::acknowledgedSends)
                                .sum(),
                        queues.values().stream()
                                .mapToInt(Ledger::acknowledgedDeletions)
                                .sum(),
                        single.longestGap(since).toMillis(),
                        repeated.counts(),
                        single.counts());
    }

    private int messages(String url) {
        return repeating.getQueueAttributes(r -> r.queueUrl(url).attributeNames(COUNTS)).attributes().values().stream()
                .mapToInt(Integer::parseInt)
                .sum();
    }

    @Override
    public void close() {
        threads.shutdownNow();
        repeating.close();
        once.close();
    }
}

package io.posthorn.it.sns;

import io.posthorn.it.Names;
import io.posthorn.it.endpoint.Clients;
import io.posthorn.it.endpoint.Endpoint;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;
import software.amazon.awssdk.services.sns.SnsClient;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.DeleteMessageBatchRequestEntry;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

/**
 * Publishers of a standard and a FIFO topic and receivers of the queues that are subscribed to them. A group has one publisher,
 * which publishes a message until that is acknowledged, and then the next.
 */
final class TopicLoad implements AutoCloseable {
    private static final Duration PUBLISH_PAUSE = Duration.ofMillis(50);
    private static final Duration RECEIVE_PAUSE = Duration.ofMillis(50);
    private static final Duration SETTLED = Duration.ofSeconds(60);
    private static final String VISIBILITY_SECONDS = "5";

    private final SnsClient sns;
    private final SqsClient sqs;
    private final String standard;
    private final String fifo;
    private final Map<String, Received> queues = new LinkedHashMap<>();
    private final Map<String, Long> toStandard = new ConcurrentHashMap<>();
    private final Map<String, Long> toFifo = new ConcurrentHashMap<>();
    private final AtomicInteger failures = new AtomicInteger();
    private final ScheduledExecutorService threads;
    private volatile boolean publishing = true;
    private volatile boolean receiving = true;

    private TopicLoad(Endpoint endpoint, int groups) {
        this.sns = Clients.sns(endpoint);
        this.sqs = Clients.sqs(endpoint);
        this.standard = sns.createTopic(r -> r.name(Names.unique("load"))).topicArn();
        this.fifo = sns.createTopic(r -> r.name(Names.unique("load") + ".fifo").attributes(Map.of("FifoTopic", "true")))
                .topicArn();
        subscribe(standard, false);
        subscribe(standard, false);
        subscribe(fifo, true);
        subscribe(fifo, true);
        subscribe(fifo, false);
        this.threads = Executors.newScheduledThreadPool(
                2 * groups + queues.size(),
                Thread.ofPlatform().name("topic-load-", 0).daemon().factory());
        for (int i = 0; i < groups; i++) {
            String group = "g" + i;
            AtomicInteger number = new AtomicInteger();
            AtomicInteger ordered = new AtomicInteger();
            repeat(PUBLISH_PAUSE, () -> publish(standard, group, number));
            repeat(PUBLISH_PAUSE, () -> publish(fifo, group, ordered));
        }
        queues.forEach((url, received) -> repeat(RECEIVE_PAUSE, () -> receive(url, received)));
    }

    /** Makes topics and queues, and begins; each topic has {@code groups} publishers. */
    static TopicLoad start(Endpoint endpoint, int groups) {
        return new TopicLoad(endpoint, groups);
    }

    private void subscribe(String topic, boolean fifoQueue) {
        Map<QueueAttributeName, String> attributes = new LinkedHashMap<>();
        attributes.put(QueueAttributeName.VISIBILITY_TIMEOUT, VISIBILITY_SECONDS);
        if (fifoQueue) {
            attributes.put(QueueAttributeName.FIFO_QUEUE, "true");
        }
        String name = Names.unique("load") + (fifoQueue ? ".fifo" : "");
        String url =
                sqs.createQueue(r -> r.queueName(name).attributes(attributes)).queueUrl();
        String arn = sqs.getQueueAttributes(r -> r.queueUrl(url).attributeNames(QueueAttributeName.QUEUE_ARN))
                .attributes()
                .get(QueueAttributeName.QUEUE_ARN);
        sns.subscribe(
                r -> r.topicArn(topic).protocol("sqs").endpoint(arn).attributes(Map.of("RawMessageDelivery", "true")));
        queues.put(url, new Received(topic.endsWith(".fifo"), fifoQueue));
    }

    private void repeat(Duration pause, Runnable task) {
        var _ = threads.scheduleWithFixedDelay(task, 0, pause.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void publish(String topic, String group, AtomicInteger number) {
        if (!publishing) {
            return;
        }
        String body = group + ':' + number.get();
        boolean ordered = topic.equals(fifo);
        try {
            sns.publish(r -> {
                r.topicArn(topic).message(body);
                if (ordered) {
                    r.messageGroupId(group).messageDeduplicationId(body);
                }
            });
            (ordered ? toFifo : toStandard).put(body, System.nanoTime());
            number.incrementAndGet();
        } catch (RuntimeException _) {
            // Published again in a moment.
            failures.incrementAndGet();
        }
    }

    private void receive(String url, Received received) {
        if (!receiving) {
            return;
        }
        long began = System.nanoTime();
        try {
            List<Message> messages = sqs.receiveMessage(
                            r -> r.queueUrl(url).maxNumberOfMessages(10).waitTimeSeconds(1))
                    .messages();
            messages.forEach(message -> received.received(message.body(), began));
            delete(url, received, messages);
        } catch (RuntimeException _) {
            failures.incrementAndGet();
        }
    }

    private void delete(String url, Received received, List<Message> messages) {
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
        sqs.deleteMessageBatch(r -> r.queueUrl(url).entries(entries))
                .successful()
                .forEach(entry -> received.deleted(
                        messages.get(Integer.parseInt(entry.id())).body()));
    }

    /** Waits until every queue has received {@code more} messages from now on. */
    void awaitProgress(int more, Duration limit) {
        Map<Received, Integer> before = new LinkedHashMap<>();
        queues.values().forEach(each -> before.put(each, each.count()));
        Awaitility.await("every subscribed queue receives")
                .atMost(limit)
                .pollInterval(Duration.ofMillis(50))
                .until(() -> before.entrySet().stream()
                        .allMatch(each -> each.getKey().count() >= each.getValue() + more));
    }

    /** Ends the publishing, receives what there is, and says what the product did not keep; empty is good. */
    List<String> settle() {
        publishing = false;
        try {
            Awaitility.await("what was acknowledged is received")
                    .atMost(SETTLED)
                    .pollInterval(Duration.ofMillis(100))
                    .until(() -> queues.values().stream()
                            .allMatch(each -> each.has(published(each).keySet())));
            // What came twice would come now.
            int[] quiet = new int[1];
            int[] count = new int[1];
            Awaitility.await("nothing more comes")
                    .atMost(SETTLED)
                    .pollInterval(Duration.ofMillis(500))
                    .until(() -> {
                        int now = queues.values().stream()
                                .mapToInt(Received::count)
                                .sum();
                        quiet[0] = now == count[0] ? quiet[0] + 1 : 0;
                        count[0] = now;
                        return quiet[0] >= 6;
                    });
        } catch (ConditionTimeoutException _) {
            // What is missing is said below.
        }
        receiving = false;
        List<String> broken = new ArrayList<>();
        queues.forEach((url, received) ->
                received.broken(published(received).keySet()).forEach(each -> broken.add(url + ": " + each)));
        return broken;
    }

    private Map<String, Long> published(Received received) {
        return received.isOfFifoTopic() ? toFifo : toStandard;
    }

    /** The longest that a publication took from its acknowledgement to some queue. */
    Duration longestDelay() {
        return queues.values().stream()
                .map(each -> each.longestDelay(published(each)))
                .max(Duration::compareTo)
                .orElseThrow();
    }

    /** What happened, in one line. */
    String summary() {
        return "%d publications to the standard and %d to the FIFO topic acknowledged, %d calls failed; at most %d ms to a queue"
                .formatted(
                        toStandard.size(),
                        toFifo.size(),
                        failures.get(),
                        longestDelay().toMillis());
    }

    @Override
    public void close() {
        threads.shutdownNow();
        sns.close();
        sqs.close();
    }
}

package io.posthorn.it.sqs;

import static org.assertj.core.api.Assertions.assertThat;

import io.posthorn.it.Counts;
import io.posthorn.it.Names;
import io.posthorn.it.endpoint.Clients;
import io.posthorn.it.endpoint.Endpoint;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.awaitility.core.ThrowingRunnable;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.ListMessageMoveTasksResultEntry;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeName;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;
import software.amazon.awssdk.services.sqs.model.ReceiveMessageRequest;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchRequestEntry;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchResultEntry;
import software.amazon.awssdk.services.sqs.model.SendMessageResponse;

/** One account with its client, and what tests ask of queues again and again. */
final class Tenant implements AutoCloseable {
    /** How soon what happens by itself must have happened; builds may share the machine. */
    static final Duration SOON = Duration.ofSeconds(15);

    /** The most that one receive gets. */
    static final int MOST = 10;

    private final Endpoint endpoint;
    private final SqsClient sqs;

    Tenant(Endpoint endpoint) {
        this(endpoint, Clients.sqs(endpoint));
    }

    private Tenant(Endpoint endpoint, SqsClient sqs) {
        this.endpoint = endpoint;
        this.sqs = sqs;
    }

    /** One whose client makes each call once, also when it is told to come again. */
    static Tenant whoNeverRepeats(Endpoint endpoint) {
        return new Tenant(endpoint, Clients.sqsWithoutRepeats(endpoint));
    }

    Endpoint endpoint() {
        return endpoint;
    }

    String account() {
        return endpoint.account();
    }

    SqsClient sqs() {
        return sqs;
    }

    /** A standard queue with the defaults. */
    String queue() {
        return queue(Map.of());
    }

    /** A standard queue. */
    String queue(Map<QueueAttributeName, String> attributes) {
        return create(Names.unique("contract"), attributes);
    }

    /** A FIFO queue that tells duplicates by their content. */
    String fifo() {
        return fifo(Map.of());
    }

    /** A FIFO queue that tells duplicates by their content, unless {@code attributes} say otherwise. */
    String fifo(Map<QueueAttributeName, String> attributes) {
        Map<QueueAttributeName, String> all = new HashMap<>(
                Map.of(QueueAttributeName.FIFO_QUEUE, "true", QueueAttributeName.CONTENT_BASED_DEDUPLICATION, "true"));
        all.putAll(attributes);
        return create(Names.unique("contract") + ".fifo", all);
    }

    String create(String name, Map<QueueAttributeName, String> attributes) {
        return sqs.createQueue(r -> r.queueName(name).attributes(attributes)).queueUrl();
    }

    static String nameOf(String url) {
        return url.substring(url.lastIndexOf('/') + 1);
    }

    String arn(String url) {
        return attribute(url, QueueAttributeName.QUEUE_ARN);
    }

    String attribute(String url, QueueAttributeName name) {
        return attributes(url, name).getOrDefault(name, "");
    }

    Map<QueueAttributeName, String> attributes(String url, QueueAttributeName... names) {
        return sqs.getQueueAttributes(r -> r.queueUrl(url).attributeNames(names))
                .attributes();
    }

    void set(String url, QueueAttributeName name, String value) {
        sqs.setQueueAttributes(r -> r.queueUrl(url).attributes(Map.of(name, value)));
    }

    Counts counts(String url) {
        return Counts.of(sqs, url);
    }

    void awaitCounts(String url, int visible, int hidden, int delayed) {
        eventually(() -> assertThat(counts(url)).isEqualTo(new Counts(visible, hidden, delayed)));
    }

    static void eventually(ThrowingRunnable assertion) {
        Awaitility.await()
                .atMost(SOON)
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(50))
                .untilAsserted(assertion);
    }

    /** A redrive policy that lets messages be received once before they go to {@code deadLetters}. */
    String redrive(String deadLetters) {
        return redrive(deadLetters, 1);
    }

    String redrive(String deadLetters, int maxReceiveCount) {
        return "{\"deadLetterTargetArn\":\"%s\",\"maxReceiveCount\":%d}".formatted(arn(deadLetters), maxReceiveCount);
    }

    /** A standard queue whose messages are dead letters of {@code deadLetters} at their second receive. */
    String source(String deadLetters) {
        return queue(Map.of(QueueAttributeName.REDRIVE_POLICY, redrive(deadLetters)));
    }

    /** Sends to a standard queue in one batch; answers in the order of {@code bodies}. */
    List<SendMessageBatchResultEntry> send(String url, String... bodies) {
        return sent(url, bodies, (entry, body) -> {});
    }

    SendMessageResponse sendOne(String url, String body) {
        return sqs.sendMessage(r -> r.queueUrl(url).messageBody(body));
    }

    /** Sends to a FIFO queue in one batch; the text before a dash is the group. */
    List<SendMessageBatchResultEntry> sendInGroups(String url, String... bodies) {
        return sent(url, bodies, (entry, body) -> entry.messageGroupId(groupOf(body)));
    }

    private static String groupOf(String body) {
        return body.substring(0, body.indexOf('-'));
    }

    private interface Grouping {
        void group(SendMessageBatchRequestEntry.Builder entry, String body);
    }

    private List<SendMessageBatchResultEntry> sent(String url, String[] bodies, Grouping grouping) {
        List<SendMessageBatchResultEntry> answers = new ArrayList<>();
        for (int from = 0; from < bodies.length; from += MOST) {
            List<SendMessageBatchRequestEntry> entries = IntStream.range(from, Math.min(from + MOST, bodies.length))
                    .mapToObj(i -> {
                        SendMessageBatchRequestEntry.Builder entry = SendMessageBatchRequestEntry.builder()
                                .id("entry-" + i)
                                .messageBody(bodies[i]);
                        grouping.group(entry, bodies[i]);
                        return entry.build();
                    })
                    .toList();
            var answer = sqs.sendMessageBatch(r -> r.queueUrl(url).entries(entries));
            assertThat(answer.failed()).isEmpty();
            answers.addAll(answer.successful());
        }
        return answers;
    }

    /** Up to ten messages that are there now. */
    List<Message> receive(String url) {
        return receive(url, MOST, 0);
    }

    List<Message> receive(String url, int most, int waitSeconds) {
        return receive(url, r -> r.maxNumberOfMessages(most).waitTimeSeconds(waitSeconds));
    }

    /** Receives as {@code more} says, with every system attribute; no wait and one message unless it says otherwise. */
    List<Message> receive(String url, Consumer<ReceiveMessageRequest.Builder> more) {
        return sqs.receiveMessage(r -> {
                    r.queueUrl(url).waitTimeSeconds(0).messageSystemAttributeNames(MessageSystemAttributeName.ALL);
                    more.accept(r);
                })
                .messages();
    }

    /** The message that is there or comes soon. */
    Message receiveOne(String url) {
        return receiveOne(url, r -> {});
    }

    Message receiveOne(String url, Consumer<ReceiveMessageRequest.Builder> more) {
        List<Message> received = receive(url, r -> {
            r.waitTimeSeconds((int) SOON.toSeconds());
            more.accept(r);
        });
        assertThat(received).hasSize(1);
        return received.getFirst();
    }

    /** Receives a message and makes it visible again at once, so that its next receive is its second. */
    Message receiveAndShow(String url) {
        return receiveOne(url, r -> r.visibilityTimeout(0));
    }

    /** Receives until {@code count} messages came; they stay hidden. */
    List<Message> receiveAll(String url, int count) {
        List<Message> received = new ArrayList<>();
        long deadline = System.nanoTime() + SOON.toNanos();
        while (received.size() < count && System.nanoTime() < deadline) {
            received.addAll(receive(url, MOST, 1));
        }
        assertThat(received).hasSize(count);
        return received;
    }

    void change(String url, Message message, int seconds) {
        sqs.changeMessageVisibility(
                r -> r.queueUrl(url).receiptHandle(message.receiptHandle()).visibilityTimeout(seconds));
    }

    void delete(String url, Message message) {
        sqs.deleteMessage(r -> r.queueUrl(url).receiptHandle(message.receiptHandle()));
    }

    /** The latest move task of the queue with the ARN {@code source}. */
    ListMessageMoveTasksResultEntry moveTask(String source) {
        return sqs.listMessageMoveTasks(r -> r.sourceArn(source)).results().getFirst();
    }

    static List<String> bodies(List<Message> messages) {
        return messages.stream().map(Message::body).toList();
    }

    static List<String> system(List<Message> messages, MessageSystemAttributeName name) {
        return messages.stream().map(message -> system(message, name)).toList();
    }

    static String system(Message message, MessageSystemAttributeName name) {
        return message.attributes().getOrDefault(name, "");
    }

    static List<String> handles(List<Message> messages) {
        return messages.stream().map(Message::receiptHandle).toList();
    }

    static List<String> sequenceNumbers(List<SendMessageBatchResultEntry> sent) {
        return sent.stream().map(SendMessageBatchResultEntry::sequenceNumber).toList();
    }

    static String[] names(String stem, int count) {
        return IntStream.range(0, count).mapToObj(i -> stem + i).toArray(String[]::new);
    }

    @Override
    public void close() {
        sqs.close();
    }
}

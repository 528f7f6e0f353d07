package io.posthorn.it;

import io.posthorn.it.endpoint.Clients;
import io.posthorn.it.endpoint.Endpoint;
import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import software.amazon.awssdk.services.sqs.SqsAsyncClient;
import software.amazon.awssdk.services.sqs.model.DeleteMessageBatchRequestEntry;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.ReceiveMessageResponse;

/** Many messages of one queue, and what was acknowledged of them. */
final class Traffic implements AutoCloseable {
    private static final int SENDERS = 32;
    private static final int RECEIVERS = 4;
    private static final int BATCH = 10;
    /** The time for all of them; a start of the product is not part of it. */
    private static final Duration DRAIN_LIMIT = Duration.ofSeconds(90);

    private final SqsAsyncClient sqs;
    private final String url;

    Traffic(Endpoint endpoint, String url) {
        this.sqs = Clients.sqsOnce(endpoint, SENDERS);
        this.url = url;
    }

    /** Sends each body in a call of its own, many at a time; answers those that were acknowledged. */
    Set<String> send(Collection<String> bodies) {
        Set<String> acknowledged = ConcurrentHashMap.newKeySet();
        CompletableFuture<?>[] sends = bodies.stream()
                .map(body -> sqs.sendMessage(r -> r.queueUrl(url).messageBody(body))
                        .handle((answer, failure) -> failure == null && acknowledged.add(body)))
                .toArray(CompletableFuture[]::new);
        CompletableFuture.allOf(sends).join();
        return acknowledged;
    }

    /**
     * Receives until each of {@code expected} has come; answers the latest receipt handle of these and of whatever else
     * came. Fails when they have not come in time.
     */
    Map<String, String> receive(Set<String> expected, int visibilitySeconds) {
        Map<String, String> handles = new ConcurrentHashMap<>();
        long deadline = System.nanoTime() + DRAIN_LIMIT.toNanos();
        while (!handles.keySet().containsAll(expected)) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("received " + handles.size() + " of " + expected.size() + " messages");
            }
            CompletableFuture<?>[] polls = IntStream.range(0, RECEIVERS)
                    .mapToObj(_ -> poll(1, visibilitySeconds)
                            .thenAccept(messages ->
                                    messages.forEach(message -> handles.put(message.body(), message.receiptHandle()))))
                    .toArray(CompletableFuture[]::new);
            CompletableFuture.allOf(polls).join();
        }
        return handles;
    }

    private CompletableFuture<List<Message>> poll(int waitSeconds, int visibilitySeconds) {
        return sqs.receiveMessage(r -> r.queueUrl(url)
                        .maxNumberOfMessages(BATCH)
                        .waitTimeSeconds(waitSeconds)
                        .visibilityTimeout(visibilitySeconds))
                .thenApply(ReceiveMessageResponse::messages);
    }

    /** Deletes the messages, ten a call; fails unless every deletion is acknowledged. */
    void delete(Collection<String> handles) {
        List<String> all = List.copyOf(handles);
        Set<String> failed = new HashSet<>();
        for (int from = 0; from < all.size(); from += BATCH) {
            int first = from;
            List<DeleteMessageBatchRequestEntry> entries = IntStream.range(from, Math.min(from + BATCH, all.size()))
                    .mapToObj(i -> DeleteMessageBatchRequestEntry.builder()
                            .id("entry-" + (i - first))
                            .receiptHandle(all.get(i))
                            .build())
                    .toList();
            sqs.deleteMessageBatch(r -> r.queueUrl(url).entries(entries))
                    .join()
                    .failed()
                    .forEach(entry -> failed.add(entry.code()));
        }
        if (!failed.isEmpty()) {
            throw new AssertionError("not deleted: " + failed);
        }
    }

    @Override
    public void close() {
        sqs.close();
    }
}

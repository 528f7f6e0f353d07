package io.posthorn.it.history;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.exception.SdkServiceException;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeName;
import software.amazon.awssdk.services.sqs.model.ReceiveMessageResponse;

/**
 * One queue as one client uses it, every call taken down.
 *
 * @param sqs makes each call once: a call that the SDK repeats is none of which it is known how often it was made
 */
public record RecordedQueue(Recorder recorder, SqsClient sqs, String url) {

    /** What a call gave, if it gave anything reliable. */
    private record Answer<T>(Span span, Outcome outcome, Optional<T> value) {}

    private <T> Answer<T> call(Supplier<T> call) {
        long begin = recorder.now();
        try {
            T value = call.get();
            return new Answer<>(new Span(begin, recorder.now()), Outcome.ACKNOWLEDGED, Optional.of(value));
        } catch (SdkServiceException e) {
            // An error of the caller is an answer: nothing was done. An error of the service says nothing.
            return e.statusCode() < 500
                    ? new Answer<>(new Span(begin, recorder.now()), Outcome.REFUSED, Optional.empty())
                    : unknown(begin);
        } catch (SdkException e) {
            return unknown(begin);
        }
    }

    private static <T> Answer<T> unknown(long begin) {
        return new Answer<>(new Span(begin, Span.NEVER), Outcome.UNKNOWN, Optional.empty());
    }

    /** Sends a message to a standard queue. */
    public Outcome send(String body) {
        return send(body, null, null);
    }

    /** Sends a message to a group of a FIFO queue. */
    public Outcome send(String body, @Nullable String group, @Nullable String deduplicationId) {
        Answer<String> answer = call(() -> sqs.sendMessage(r ->
                        r.queueUrl(url).messageBody(body).messageGroupId(group).messageDeduplicationId(deduplicationId))
                .messageId());
        recorder.add(new Call.Send(
                url,
                answer.span(),
                answer.outcome(),
                body,
                group,
                deduplicationId,
                answer.value().orElse(null)));
        return answer.outcome();
    }

    /** Receives up to {@code max} messages; absent if there was no answer. */
    public Optional<List<Call.Delivery>> receive(int max, Duration wait, Duration visibility) {
        Answer<ReceiveMessageResponse> answer = call(() -> sqs.receiveMessage(r -> r.queueUrl(url)
                .maxNumberOfMessages(max)
                .waitTimeSeconds((int) wait.toSeconds())
                .visibilityTimeout((int) visibility.toSeconds())
                .messageSystemAttributeNames(MessageSystemAttributeName.MESSAGE_GROUP_ID)));
        Optional<List<Call.Delivery>> deliveries = answer.value()
                .map(received -> received.messages().stream()
                        .map(message -> new Call.Delivery(
                                message.body(), message.receiptHandle(), groupOf(message.attributes())))
                        .toList());
        recorder.add(new Call.Receive(url, answer.span(), answer.outcome(), visibility, deliveries.orElse(List.of())));
        return deliveries;
    }

    private static @Nullable String groupOf(Map<MessageSystemAttributeName, String> attributes) {
        return attributes.get(MessageSystemAttributeName.MESSAGE_GROUP_ID);
    }

    public Outcome delete(Call.Delivery delivery) {
        Answer<?> answer = call(() -> sqs.deleteMessage(r -> r.queueUrl(url).receiptHandle(delivery.handle())));
        recorder.add(new Call.Delete(url, answer.span(), answer.outcome(), delivery.handle()));
        return answer.outcome();
    }

    public Outcome changeVisibility(Call.Delivery delivery, Duration timeout) {
        Answer<?> answer = call(() -> sqs.changeMessageVisibility(
                r -> r.queueUrl(url).receiptHandle(delivery.handle()).visibilityTimeout((int) timeout.toSeconds())));
        recorder.add(new Call.ChangeVisibility(url, answer.span(), answer.outcome(), delivery.handle(), timeout));
        return answer.outcome();
    }

    /**
     * Receives and deletes until the queue has been empty for longer than anything of it can be hidden.
     *
     * @param quiet longer than the longest visibility that any client asked for
     */
    public void drain(Duration quiet) {
        long emptySince = recorder.now();
        while (recorder.now() - emptySince < quiet.toNanos()) {
            Optional<List<Call.Delivery>> deliveries = receive(10, Duration.ofSeconds(1), Duration.ofMinutes(10));
            if (deliveries.isEmpty()) {
                throw new IllegalStateException("the queue does not answer");
            }
            for (Call.Delivery delivery : deliveries.get()) {
                delete(delivery);
                emptySince = recorder.now();
            }
        }
    }
}

package io.posthorn.it.sqs;

import static io.posthorn.it.sqs.Tenant.bodies;
import static io.posthorn.it.sqs.Tenant.system;
import static org.assertj.core.api.Assertions.assertThat;

import io.posthorn.it.Counts;
import io.posthorn.it.endpoint.Clients;
import io.posthorn.it.endpoint.Installation;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.sqs.SqsAsyncClient;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.MessageAttributeValue;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeName;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;
import software.amazon.awssdk.services.sqs.model.QueueDoesNotExistException;
import software.amazon.awssdk.services.sqs.model.ReceiveMessageResponse;

/** Behaviours 27 to 31 of the contract: what a receive waits for, and what it brings. */
@Contract
class ReceiveContractIT {
    private static final Duration LONG = Duration.ofSeconds(20);

    private final Tenant tenant;

    ReceiveContractIT(Installation installation) {
        this.tenant = new Tenant(installation.first());
    }

    @AfterAll
    void close() {
        tenant.close();
    }

    @Test
    void behaviour27WhatIsAbsentIsTheQueuesAndAnExplicitZeroIsZero() {
        String queue = tenant.queue(Map.of(
                QueueAttributeName.DELAY_SECONDS, "900",
                QueueAttributeName.VISIBILITY_TIMEOUT, "43200",
                QueueAttributeName.RECEIVE_MESSAGE_WAIT_TIME_SECONDS, "20"));
        tenant.send(queue, "later");
        assertThat(tenant.counts(queue)).isEqualTo(new Counts(0, 0, 1));
        long began = System.nanoTime();
        assertThat(tenant.receive(queue)).isEmpty();
        assertThat(since(began)).isLessThan(LONG.dividedBy(2));

        tenant.sqs().sendMessage(r -> r.queueUrl(queue).messageBody("now").delaySeconds(0));

        assertThat(tenant.receiveAndShow(queue).body()).isEqualTo("now");
        assertThat(bodies(tenant.sqs().receiveMessage(r -> r.queueUrl(queue)).messages()))
                .containsExactly("now");
        assertThat(tenant.counts(queue)).isEqualTo(new Counts(0, 1, 1));
    }

    @Test
    void behaviour27AnAbsentWaitIsTheQueues() {
        String queue = tenant.queue(Map.of(QueueAttributeName.RECEIVE_MESSAGE_WAIT_TIME_SECONDS, "1"));
        long began = System.nanoTime();

        assertThat(tenant.sqs().receiveMessage(r -> r.queueUrl(queue)).hasMessages())
                .isFalse();

        assertThat(since(began)).isBetween(Duration.ofMillis(900), LONG.dividedBy(2));
    }

    @Test
    void behaviour28ALongPollEndsWithTheFirstMessageAndDoesNotWaitForMore() {
        String queue = tenant.queue();

        assertThat(woken(queue, () -> tenant.send(queue, "x"))).containsExactly("x");
    }

    @Test
    void behaviour28TheEndOfADelayWakesALongPoll() {
        String queue = tenant.queue();
        tenant.sqs().sendMessage(r -> r.queueUrl(queue).messageBody("x").delaySeconds(1));

        assertThat(tenant.receiveOne(queue).body()).isEqualTo("x");
    }

    @Test
    void behaviour28TheEndOfAVisibilityTimeoutWakesALongPoll() {
        String queue = tenant.queue(Map.of(QueueAttributeName.VISIBILITY_TIMEOUT, "1"));
        tenant.send(queue, "x");
        long began = System.nanoTime();
        tenant.receiveOne(queue);

        assertThat(system(tenant.receiveOne(queue), MessageSystemAttributeName.APPROXIMATE_RECEIVE_COUNT))
                .isEqualTo("2");

        assertThat(since(began)).isGreaterThan(Duration.ofMillis(900));
    }

    @Test
    void behaviour28ShowingAMessageWakesALongPoll() {
        String queue = tenant.queue();
        tenant.send(queue, "x");
        Message message = tenant.receiveOne(queue);

        assertThat(woken(queue, () -> tenant.change(queue, message, 0))).containsExactly("x");
    }

    @Test
    void behaviour28ADeadLetterThatArrivesWakesALongPoll() {
        String dead = tenant.queue();
        String live = tenant.source(dead);
        tenant.send(live, "x");
        tenant.receiveAndShow(live);

        assertThat(woken(dead, () -> assertThat(tenant.receive(live)).isEmpty()))
                .containsExactly("x");
    }

    @Test
    void behaviour28DeletingAQueueEndsItsLongPolls() {
        String queue = tenant.queue();
        try (SqsAsyncClient polling = Clients.sqsOnce(tenant.endpoint(), 1)) {
            CompletableFuture<ReceiveMessageResponse> poll = poll(polling, queue);

            tenant.sqs().deleteQueue(r -> r.queueUrl(queue));

            CompletableFuture<Boolean> released = poll.handle((answer, failure) ->
                    failure == null ? !answer.hasMessages() : failure.getCause() instanceof QueueDoesNotExistException);
            assertThat(released).succeedsWithin(Tenant.SOON).isEqualTo(true);
        }
    }

    @Test
    void behaviour28AClientThatLeavesConsumesNothing() {
        String queue = tenant.queue();
        try (SqsAsyncClient polling = Clients.sqsOnce(tenant.endpoint(), 1)) {
            CompletableFuture<ReceiveMessageResponse> poll = poll(polling, queue);
            assertThat(poll.cancel(true)).isTrue();
        }
        // Long enough for the end of the connection to arrive.
        assertThat(tenant.receive(queue, 1, 1)).isEmpty();

        tenant.send(queue, "x");

        assertThat(system(tenant.receiveOne(queue), MessageSystemAttributeName.APPROXIMATE_RECEIVE_COUNT))
                .isEqualTo("1");
    }

    @Test
    void behaviour29WhatIsEmptyIsAbsent() {
        String queue = tenant.queue();

        assertThat(tenant.sqs().receiveMessage(r -> r.queueUrl(queue)).hasMessages())
                .isFalse();
        assertThat(tenant.sqs().listQueueTags(r -> r.queueUrl(queue)).hasTags()).isFalse();
        assertThat(tenant.sqs().getQueueAttributes(r -> r.queueUrl(queue)).hasAttributes())
                .isFalse();
        assertThat(tenant.sqs()
                        .listDeadLetterSourceQueues(r -> r.queueUrl(queue))
                        .hasQueueUrls())
                .isFalse();
        assertThat(tenant.sqs()
                        .listQueues(r -> r.queueNamePrefix(Tenant.nameOf(queue) + "-none"))
                        .hasQueueUrls())
                .isFalse();
        assertThat(tenant.sqs()
                        .sendMessage(r -> r.queueUrl(queue).messageBody("x"))
                        .md5OfMessageAttributes())
                .isNull();
    }

    @Test
    void behaviour30CountsBeginAtOneAndTheFirstReceiptStays() {
        String queue = tenant.queue();
        tenant.send(queue, "x");

        Message first = tenant.receiveAndShow(queue);
        Message second = tenant.receiveAndShow(queue);

        assertThat(List.of(
                        system(first, MessageSystemAttributeName.APPROXIMATE_RECEIVE_COUNT),
                        system(second, MessageSystemAttributeName.APPROXIMATE_RECEIVE_COUNT)))
                .containsExactly("1", "2");
        assertThat(system(second, MessageSystemAttributeName.APPROXIMATE_FIRST_RECEIVE_TIMESTAMP))
                .isEqualTo(system(first, MessageSystemAttributeName.APPROXIMATE_FIRST_RECEIVE_TIMESTAMP))
                .matches("\\d{13}");
        assertThat(system(first, MessageSystemAttributeName.SENT_TIMESTAMP)).matches("\\d{13}");
        assertThat(system(first, MessageSystemAttributeName.SENDER_ID)).isNotBlank();
    }

    @ParameterizedTest
    @CsvSource({
        "color, color, da1b33cc3cbfe8b1630921e78e6b9880",
        "col.*, color, da1b33cc3cbfe8b1630921e78e6b9880",
        "All, blob color count, d838729972a4b70e2d2acd9d59ac847c",
        ".*, blob color count, d838729972a4b70e2d2acd9d59ac847c",
        "Color, '', "
    })
    void behaviour31OnlyWhatWasAskedForComesAndTheMd5IsOfThat(String asked, String names, String md5) {
        String queue = tenant.queue();
        MessageAttributeValue blob = MessageAttributeValue.builder()
                .dataType("Binary")
                .binaryValue(SdkBytes.fromByteArray(new byte[] {1, 2, 3}))
                .build();
        Map<String, MessageAttributeValue> given =
                Map.of("color", text("String", "blue"), "count", text("Number", "3"), "blob", blob);

        String whole = tenant.sqs()
                .sendMessage(r -> r.queueUrl(queue).messageBody("x").messageAttributes(given))
                .md5OfMessageAttributes();
        Message received = tenant.receiveOne(queue, r -> r.messageAttributeNames(asked));

        assertThat(whole).isEqualTo("d838729972a4b70e2d2acd9d59ac847c");
        assertThat(String.join(
                        " ",
                        received.messageAttributes().keySet().stream().sorted().toList()))
                .isEqualTo(names);
        assertThat(received.md5OfMessageAttributes()).isEqualTo(md5);
    }

    @Test
    void behaviour31SystemAttributesComeWhenAskedForAndUnknownNamesAreNoError() {
        String queue = tenant.queue();
        tenant.send(queue, "x");

        assertThat(tenant.sqs()
                        .receiveMessage(r -> r.queueUrl(queue)
                                .visibilityTimeout(0)
                                .messageSystemAttributeNamesWithStrings("SenderId", "NoSuchName"))
                        .messages()
                        .getFirst()
                        .attributes())
                .containsOnlyKeys(MessageSystemAttributeName.SENDER_ID);
        assertThat(tenant.sqs()
                        .receiveMessage(r -> r.queueUrl(queue).visibilityTimeout(0))
                        .messages()
                        .getFirst()
                        .hasAttributes())
                .isFalse();
    }

    /** The bodies that a long poll gets when {@code event} happens while it waits. */
    private List<String> woken(String queue, Runnable event) {
        try (SqsAsyncClient polling = Clients.sqsOnce(tenant.endpoint(), 1)) {
            long began = System.nanoTime();
            CompletableFuture<ReceiveMessageResponse> poll = poll(polling, queue);
            event.run();
            ReceiveMessageResponse answer = poll.join();
            assertThat(since(began)).isLessThan(Tenant.SOON);
            return bodies(answer.messages());
        }
    }

    /** A long poll that the queue has most likely begun: what the test then does holds whether it has or not. */
    private CompletableFuture<ReceiveMessageResponse> poll(SqsAsyncClient polling, String queue) {
        CompletableFuture<ReceiveMessageResponse> poll = polling.receiveMessage(
                r -> r.queueUrl(queue).maxNumberOfMessages(10).waitTimeSeconds((int) LONG.toSeconds()));
        tenant.counts(queue);
        assertThat(poll).isNotDone();
        return poll;
    }

    private static MessageAttributeValue text(String type, String value) {
        return MessageAttributeValue.builder().dataType(type).stringValue(value).build();
    }

    private static Duration since(long began) {
        return Duration.ofNanos(System.nanoTime() - began);
    }
}

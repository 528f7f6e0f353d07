package io.posthorn.it.sqs;

import static io.posthorn.it.sqs.Tenant.bodies;
import static io.posthorn.it.sqs.Tenant.system;
import static org.assertj.core.api.Assertions.assertThat;

import io.posthorn.it.Counts;
import io.posthorn.it.endpoint.Installation;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeName;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;
import software.amazon.awssdk.services.sqs.model.ReceiptHandleIsInvalidException;

/** Behaviours 18 to 25 of the contract: receipt handles, visibility, deletion, dead letters. */
@Contract
class HandleContractIT {
    private final Tenant tenant;

    HandleContractIT(Installation installation) {
        this.tenant = new Tenant(installation.first());
    }

    @AfterAll
    void close() {
        tenant.close();
    }

    @Test
    void behaviour18OnlyTheLatestHandleActsAndDeletingAgainIsNoError() {
        String queue = tenant.queue();
        tenant.send(queue, "x");
        Message old = tenant.receiveAndShow(queue);
        Message latest = tenant.receiveOne(queue);
        assertThat(latest.receiptHandle()).isNotEqualTo(old.receiptHandle());

        tenant.delete(queue, old);
        assertThat(tenant.counts(queue)).isEqualTo(new Counts(0, 1, 0));
        tenant.delete(queue, latest);
        assertThat(tenant.counts(queue).total()).isZero();
        tenant.delete(queue, latest);
    }

    @Test
    void behaviour18HandlesOfOtherQueuesAndOfNoneAreInvalid() {
        String queue = tenant.queue();
        String other = tenant.queue();
        tenant.send(other, "x");
        Message message = tenant.receiveOne(other);

        for (String handle : List.of(message.receiptHandle(), "garbage")) {
            Refusal expected = new Refusal(
                    ReceiptHandleIsInvalidException.class,
                    "ReceiptHandleIsInvalid",
                    404,
                    "The input receipt handle \"" + handle + "\" is not a valid receipt handle.");
            assertThat(Refusal.of(() ->
                            tenant.sqs().deleteMessage(r -> r.queueUrl(queue).receiptHandle(handle))))
                    .isEqualTo(expected);
            assertThat(Refusal.of(() -> tenant.sqs()
                            .changeMessageVisibility(
                                    r -> r.queueUrl(queue).receiptHandle(handle).visibilityTimeout(1))))
                    .isEqualTo(expected);
        }
        assertThat(tenant.counts(other)).isEqualTo(new Counts(0, 1, 0));
    }

    @Test
    void behaviour19AMessageThatIsVisibleAgainIsHiddenByItsLatestHandle() {
        String queue = tenant.queue(Map.of(QueueAttributeName.VISIBILITY_TIMEOUT, "1"));
        tenant.send(queue, "x");
        Message message = tenant.receiveOne(queue);
        tenant.awaitCounts(queue, 1, 0, 0);

        tenant.change(queue, message, 600);

        assertThat(tenant.counts(queue)).isEqualTo(new Counts(0, 1, 0));
        assertThat(tenant.receive(queue)).isEmpty();
    }

    @Test
    void behaviour19ADeletedMessageCannotBeChanged() {
        String queue = tenant.queue();
        tenant.send(queue, "x");
        Message message = tenant.receiveOne(queue);
        tenant.delete(queue, message);

        assertThat(Refusal.of(() -> tenant.change(queue, message, 60)))
                .isEqualTo(Refusal.invalid(
                        message.receiptHandle(),
                        "ReceiptHandle",
                        "Message does not exist or is not available for visibility timeout change."));
    }

    @Test
    void behaviour20TwelveHoursCountFromTheReceiveAndAChangeBeyondChangesNothing() {
        String queue = tenant.queue();
        tenant.send(queue, "x");
        Message message = tenant.receiveOne(queue);
        tenant.change(queue, message, 43_100);
        assertThat(tenant.receive(queue, 1, 1)).isEmpty();

        assertThat(Refusal.of(() -> tenant.change(queue, message, 43_200)))
                .isEqualTo(Refusal.invalid(
                        43_200,
                        "VisibilityTimeout",
                        "Total VisibilityTimeout for the message is beyond the limit [43200 seconds]"));

        assertThat(tenant.counts(queue)).isEqualTo(new Counts(0, 1, 0));
        tenant.delete(queue, message);
        assertThat(tenant.counts(queue).total()).isZero();
    }

    @Test
    void behaviour21AChangeHoldsForThisReceiveOnly() {
        String queue = tenant.queue(Map.of(QueueAttributeName.VISIBILITY_TIMEOUT, "1"));
        tenant.send(queue, "x");
        Message message = tenant.receiveOne(queue);
        tenant.change(queue, message, 600);
        tenant.change(queue, message, 0);

        assertThat(tenant.receiveOne(queue).messageId()).isEqualTo(message.messageId());

        tenant.awaitCounts(queue, 1, 0, 0);
    }

    /** Retention is a minute at least; what it ends is tested where the clock can be moved. */
    @Test
    void behaviour22LoweringRetentionLeavesYoungerMessages() {
        String queue = tenant.queue();
        tenant.send(queue, "x");

        tenant.set(queue, QueueAttributeName.MESSAGE_RETENTION_PERIOD, "60");

        assertThat(tenant.attribute(queue, QueueAttributeName.MESSAGE_RETENTION_PERIOD))
                .isEqualTo("60");
        assertThat(tenant.receiveOne(queue).body()).isEqualTo("x");
    }

    @Test
    void behaviour23ADeadLetterKeepsItsIdAndTimeAndItsCountGoesOn() {
        String dead = tenant.queue();
        String live = tenant.source(dead);
        String sent = tenant.send(live, "x").getFirst().messageId();

        Message before = tenant.receiveAndShow(live);
        assertThat(tenant.receive(live)).isEmpty();
        Message after = tenant.receiveOne(dead);

        assertThat(List.of(before.messageId(), after.messageId())).containsOnly(sent);
        assertThat(after.attributes())
                .containsEntry(MessageSystemAttributeName.APPROXIMATE_RECEIVE_COUNT, "2")
                .containsEntry(
                        MessageSystemAttributeName.SENT_TIMESTAMP,
                        system(before, MessageSystemAttributeName.SENT_TIMESTAMP))
                .containsEntry(MessageSystemAttributeName.DEAD_LETTER_QUEUE_SOURCE_ARN, tenant.arn(live));
    }

    @Test
    void behaviour24AMessageMovesAtTheReceiveThatIsOneTooManyAndNotBefore() {
        String dead = tenant.queue();
        String live = tenant.source(dead);
        tenant.send(live, "x");
        tenant.receiveOne(live, r -> r.visibilityTimeout(1));
        tenant.awaitCounts(live, 1, 0, 0);
        assertThat(tenant.counts(dead).total()).isZero();

        assertThat(tenant.receive(live)).isEmpty();

        tenant.awaitCounts(dead, 1, 0, 0);
        assertThat(tenant.counts(live).total()).isZero();
    }

    @Test
    void behaviour24WhatIsMovedTakesNoPlaceInTheBatch() {
        String dead = tenant.queue();
        String live = tenant.source(dead);
        tenant.send(live, "1", "2", "3");
        assertThat(tenant.receive(live, r -> r.maxNumberOfMessages(10).visibilityTimeout(0)))
                .hasSize(3);
        tenant.send(live, "4", "5");

        assertThat(bodies(tenant.receive(live, 2, 5))).containsExactlyInAnyOrder("4", "5");
        tenant.awaitCounts(dead, 3, 0, 0);
    }

    @Test
    void behaviour24WhatIsMovedDoesNotEndALongPoll() {
        String dead = tenant.queue();
        String live = tenant.source(dead);
        tenant.send(live, "old");
        tenant.receiveAndShow(live);
        tenant.sqs().sendMessage(r -> r.queueUrl(live).messageBody("new").delaySeconds(1));

        assertThat(bodies(tenant.receive(live, 10, 10))).containsExactly("new");
        tenant.awaitCounts(dead, 1, 0, 0);
    }

    @Test
    void behaviour25AMessageWhoseDeadLetterQueueIsGoneIsDelivered() {
        String dead = tenant.queue();
        String live = tenant.source(dead);
        tenant.send(live, "x");
        tenant.receiveAndShow(live);
        tenant.sqs().deleteQueue(r -> r.queueUrl(dead));

        Message received = tenant.receiveOne(live);

        assertThat(received.body()).isEqualTo("x");
        assertThat(system(received, MessageSystemAttributeName.APPROXIMATE_RECEIVE_COUNT))
                .isEqualTo("2");
        assertThat(Instant.ofEpochMilli(Long.parseLong(system(received, MessageSystemAttributeName.SENT_TIMESTAMP))))
                .isBefore(Instant.now());
    }
}

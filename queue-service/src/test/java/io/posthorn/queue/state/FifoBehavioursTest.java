package io.posthorn.queue.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.posthorn.queue.state.QueueSettings.DeduplicationScope;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Behaviours 1 to 17 of the contract, as far as they are the core's. */
class FifoBehavioursTest {

    private static final Duration MINUTE = Duration.ofMinutes(1);
    private final LiveQueue queue = LiveQueue.fifo();

    @Test
    void behaviour1_aGroupDeliversThePrefixBeforeItsFirstInvisibleMessage() {
        queue.sendTo("g", "m1");
        queue.sendTo("g", "m2");
        queue.sendTo("g", "m3");
        queue.sendTo("g", "m4");
        assertThat(queue.receive(4)).containsExactly("m1", "m2", "m3", "m4");

        queue.changeVisibility("m1", Duration.ZERO);
        queue.changeVisibility("m2", Duration.ZERO);
        queue.changeVisibility("m4", Duration.ZERO);

        assertThat(queue.receive(10)).containsExactly("m1", "m2");
        assertThat(queue.receive(10)).isEmpty();
    }

    @Test
    void behaviour2_oneReceiveDrainsAGroupBeforeTheNext() {
        queue.sendTo("g1", "g1-m1");
        queue.sendTo("g2", "g2-m1");
        queue.sendTo("g1", "g1-m2");
        queue.sendTo("g2", "g2-m2");
        queue.sendTo("g1", "g1-m3");

        assertThat(queue.receive(4)).containsExactly("g1-m1", "g1-m2", "g1-m3", "g2-m1");
    }

    @Test
    void behaviour2_groupsThatBecomeFreeGoBehindTheOthers() {
        queue.sendTo("g1", "g1-m1");
        queue.sendTo("g2", "g2-m1");
        queue.sendTo("g3", "g3-m1");
        assertThat(queue.receive(2)).containsExactly("g1-m1", "g2-m1");

        queue.changeVisibility("g1-m1", Duration.ZERO);
        queue.changeVisibility("g2-m1", Duration.ZERO);

        assertThat(queue.receive(10)).containsExactly("g3-m1", "g1-m1", "g2-m1");
    }

    @Test
    void behaviour2_yandexGivesAtMostOneMessageOfAGroup() {
        queue.sendTo("g1", "g1-m1");
        queue.sendTo("g1", "g1-m2");
        queue.sendTo("g2", "g2-m1");

        assertThat(queue.receive(new ReceiveCommand(10, null, null, true))).containsExactly("g1-m1", "g2-m1");
        assertThat(queue.receive(new ReceiveCommand(10, null, null, true))).isEmpty();
    }

    @Test
    void behaviour3_sendingToAGroupInFlightDoesNotUnlockIt() {
        queue.sendTo("g", "m1");
        queue.receive(1);

        queue.sendTo("g", "m2");

        assertThat(queue.receive(10)).isEmpty();
    }

    @Test
    void behaviour3_deletingTheLastMessageInFlightUnlocksTheGroupAndWakesALongPoll() {
        queue.sendTo("g", "m1");
        queue.sendTo("g", "m2");
        queue.sendTo("g", "m3");
        queue.receive(2);
        queue.park(1, 10, Duration.ofSeconds(20));

        assertThat(queue.delete("m1")).isEqualTo(Deletion.DELETED);
        assertThat(queue.wake()).isEmpty();

        assertThat(queue.delete("m2")).isEqualTo(Deletion.DELETED);
        assertThat(queue.wake()).containsEntry(new WaiterId(1), List.of("m3"));
    }

    @Test
    void behaviour4_showingTheFirstMessageDeliversItAloneAndItsGroupGoesBehindOthers() {
        queue.sendTo("g1", "g1-m1");
        queue.sendTo("g1", "g1-m2");
        queue.receive(2);
        queue.sendTo("g2", "g2-m1");
        queue.sendTo("g1", "g1-m3");

        queue.changeVisibility("g1-m1", Duration.ZERO);

        assertThat(queue.receive(10)).containsExactly("g2-m1", "g1-m1");
    }

    @Test
    void behaviour4_hidingTheFirstMessageLongerBlocksTheOthersAfterTheirTimeouts() {
        queue.sendTo("g", "m1");
        queue.sendTo("g", "m2");
        queue.sendTo("g", "m3");
        queue.receive(3);

        queue.changeVisibility("m1", MINUTE);
        queue.afterSeconds(40);
        assertThat(queue.receive(10)).isEmpty();

        queue.afterSeconds(20);
        assertThat(queue.receive(10)).containsExactly("m1", "m2", "m3");
    }

    @Test
    void behaviour5_aReceiveWithTimeoutZeroLeavesTheMessagesVisibleInOrderAndCounts() {
        queue.sendTo("g", "m1");
        queue.sendTo("g", "m2");

        assertThat(queue.receiveFor(10, Duration.ZERO)).containsExactly("m1", "m2");
        assertThat(queue.counts().inFlight()).isZero();
        assertThat(queue.receive(10)).containsExactly("m1", "m2");
        assertThat(queue.lease("m1").receiveCount()).isEqualTo(2);
    }

    @Test
    void behaviour6_deletingAfterTheVisibilityTimeoutIsAnErrorAndKeepsTheMessage() {
        queue.sendTo("g", "m1");
        queue.receive(1);
        queue.afterSeconds(30);

        assertThat(queue.delete("m1")).isEqualTo(Deletion.EXPIRED);
        assertThat(queue.receive(1)).containsExactly("m1");
    }

    @Test
    void behaviour7_anExtendedHandleActsUntilTheExtendedDeadline() {
        queue.sendTo("g", "m1");
        queue.receive(1);
        queue.afterSeconds(29);
        queue.changeVisibility("m1", MINUTE);
        queue.afterSeconds(59);

        assertThat(queue.delete("m1")).isEqualTo(Deletion.DELETED);
    }

    @Test
    void behaviour8_aMessageOfAFifoQueueHasTheQueuesDelay() {
        LiveQueue delayed = new LiveQueue(QueueSettings.fifoQueue().withDelay(MINUTE));
        delayed.send("m1", "g", "m1", Duration.ZERO, null);

        assertThat(delayed.receive(1)).isEmpty();
        assertThat(delayed.counts().delayed()).isEqualTo(1);
        assertThat(delayed.after(MINUTE).receive(1)).containsExactly("m1");
    }

    @Test
    void behaviour8_changingTheDelayOfAFifoQueueHoldsForItsMessages() {
        queue.sendTo("g", "m1");
        queue.state.settings(QueueSettings.fifoQueue().withDelay(MINUTE), queue.now);
        assertThat(queue.counts().delayed()).isEqualTo(1);
        assertThat(queue.afterSeconds(10).receive(1)).isEmpty();

        queue.state.settings(QueueSettings.fifoQueue().withDelay(Duration.ofSeconds(5)), queue.now);

        assertThat(queue.receive(1)).containsExactly("m1");
    }

    @Test
    void behaviour8_changingTheDelayLeavesReceivedMessagesAlone() {
        queue.sendTo("g", "m1");
        queue.receive(1);

        queue.state.settings(QueueSettings.fifoQueue().withDelay(Duration.ofMinutes(15)), queue.now);

        assertThat(queue.counts().inFlight()).isEqualTo(1);
        assertThat(queue.afterSeconds(30).receive(1)).containsExactly("m1");
    }

    @Test
    void behaviour9_aDelayedHeadBlocksItsGroup() {
        queue.state.settings(QueueSettings.fifoQueue().withDelay(MINUTE), queue.now);
        queue.sendTo("g", "m1");
        queue.afterSeconds(30);
        queue.sendTo("g", "m2");

        assertThat(queue.receive(10)).isEmpty();
        assertThat(queue.afterSeconds(30).receive(10)).containsExactly("m1");
        assertThat(queue.afterSeconds(29).receive(10)).isEmpty();
    }

    @Test
    void behaviour10_aDuplicateAnswersTheOriginalAndAddsNothing() {
        Sent original = queue.sendTo("g", "m1");
        queue.receive(1);
        queue.delete("m1");

        Sent duplicate = queue.sendTo("g", "m1");

        assertThat(duplicate).isEqualTo(new Sent.Duplicate(original.messageId(), original.sequence()));
        assertThat(queue.receive(1)).isEmpty();
    }

    @Test
    void behaviour10_theWindowIsFiveMinutesFromTheFirstAndDuplicatesDoNotExtendIt() {
        queue.sendTo("g", "m1");
        queue.after(Duration.ofMinutes(4).plusSeconds(59));
        assertThat(queue.sendTo("g", "m1")).isInstanceOf(Sent.Duplicate.class);

        queue.afterSeconds(1);

        assertThat(queue.sendTo("g", "m1")).isInstanceOf(Sent.Accepted.class);
    }

    @Test
    void behaviour10_theWindowSurvivesACrash() {
        Sent original = queue.sendTo("g", "m1");
        queue.receive(1);
        queue.delete("m1");

        LiveQueue restored = queue.crash(QueueSettings.fifoQueue(), 2, true);

        assertThat(restored.sendTo("g", "m1")).isEqualTo(new Sent.Duplicate(original.messageId(), original.sequence()));
        assertThat(restored.after(Duration.ofMinutes(5)).sendTo("g", "m1")).isInstanceOf(Sent.Accepted.class);
    }

    @Test
    void behaviour10_aDuplicateOfAPendingOriginalWaitsForIt() {
        Decision<List<Sent>> original = queue.accept("m1", "g", "d", null, null);
        assertThat(original.barrier()).isFalse();

        Decision<List<Sent>> duplicate = queue.accept("again", "g", "d", null, null);
        assertThat(duplicate.entries()).isEmpty();
        assertThat(duplicate.barrier()).isTrue();

        queue.state.committedThrough(original.answer().getFirst().sequence(), queue.now);
        assertThat(queue.accept("again", "g", "d", null, null).immediate()).isTrue();
    }

    @Test
    void behaviour10_forgottenKeysAreTakenFromTheJournalOnce() {
        queue.sendTo("g", "m1");
        queue.after(Duration.ofMinutes(5));
        queue.sendTo("g", "m1");
        queue.after(Duration.ofMinutes(6));
        queue.tick();
        queue.tick();

        assertThat(queue.journal.stream().filter(JournalEntry.Forget.class::isInstance))
                .containsExactly(
                        new JournalEntry.Forget(List.of(new DedupKey("", "m1"))),
                        new JournalEntry.Forget(List.of(new DedupKey("", "m1"))));
    }

    @Test
    void behaviour11_purgingClearsTheDeduplicationWindow() {
        queue.sendTo("g", "m1");
        queue.state.purge(queue.now);

        assertThat(queue.sendTo("g", "m1")).isInstanceOf(Sent.Accepted.class);
    }

    @Test
    void behaviour12_theScopeOfTheCreationDecidesWhatADuplicateIs() {
        queue.send("m1", "g1", "d", null, null);
        assertThat(queue.send("m2", "g2", "d", null, null)).isInstanceOf(Sent.Duplicate.class);

        QueueSettings perGroup = QueueSettings.fifoQueue().withDeduplicationScope(DeduplicationScope.MESSAGE_GROUP);
        LiveQueue scoped = new LiveQueue(perGroup);
        scoped.send("m1", "g1", "d", null, null);
        assertThat(scoped.send("m2", "g2", "d", null, null)).isInstanceOf(Sent.Accepted.class);
        assertThat(scoped.send("m3", "g1", "d", null, null)).isInstanceOf(Sent.Duplicate.class);

        assertThatThrownBy(() -> queue.state.settings(perGroup, queue.now))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void behaviour13_anExplicitIdEqualToAContentHashIsADuplicate() {
        String hash = ContentHash.of(new byte[] {'h', 'i'});
        assertThat(hash).isEqualTo("8f434346648f6b96df89dda901c5176b10a6d83961dd3c1ac88b59b2dc327aa4");
        queue.send("by content", "g", hash, null, null);

        assertThat(queue.send("explicit", "g", hash, null, null)).isInstanceOf(Sent.Duplicate.class);
    }

    @Test
    void behaviour14_aMoveKeepsTheGroupAndTheIdAndEnqueuesAnewOnFifo() {
        LiveQueue source = new LiveQueue(
                QueueSettings.fifoQueue().withDeadLetters(new QueueSettings.DeadLetters("arn:dead", 1, true)));
        source.sendTo("g", "m1");
        source.receiveFor(1, Duration.ZERO);
        source.receive(1);
        StoredMessage moved = source.moves().getFirst().message();
        assertThat(moved.groupId()).isEqualTo("g");
        assertThat(moved.receiveCount()).isEqualTo(1);

        queue.afterSeconds(100);
        queue.send(
                "moved",
                moved.groupId(),
                moved.id().toString(),
                null,
                new History(moved.sentAt(), moved.receiveCount(), moved.firstReceived()));

        Lease lease = queue.receiveLeases(ReceiveCommand.upTo(1)).getFirst();
        assertThat(lease.sentAt()).isEqualTo(queue.now);
        assertThat(lease.groupId()).isEqualTo("g");
        assertThat(lease.deduplicationId()).isEqualTo(moved.id().toString());
    }

    @Test
    void behaviour14_aMoveThatLedNowhereBringsTheMessageBackAlthoughItsIdIsRemembered() {
        Sent arrived = queue.send("moved", "g", "id", null, new History(queue.now, 1, queue.now));
        queue.state.redrive(new MoveTarget.OriginalSource(), 1, queue.now);

        Sent back = queue.send("moved", "g", "id", null, new History(queue.now, 1, queue.now));

        assertThat(back).isInstanceOf(Sent.Accepted.class);
        assertThat(back.sequence()).isGreaterThan(arrived.sequence());
        assertThat(queue.receiveLeases(ReceiveCommand.upTo(10))).hasSize(1);
    }

    @Test
    void behaviour15_sequencesGrowInTheOrderOfTheBatchAndOverRestarts() {
        List<NewMessage> batch = List.of(
                new NewMessage(new MessageId(1, 1), LiveQueue.PAYLOAD, 1, "g", "a", null, null),
                new NewMessage(new MessageId(1, 2), LiveQueue.PAYLOAD, 1, "g", "b", null, null));
        List<Sent> sent = queue.state.send(batch, queue.now).answer();
        Sent later = new LiveQueue(QueueSettings.fifoQueue(), 2).sendTo("g", "c");

        assertThat(sent.get(0).sequence()).isLessThan(sent.get(1).sequence());
        assertThat(sent.get(1).sequence()).isLessThan(later.sequence());
        assertThat(Sequence.wire(later.sequence())).hasSize(20).containsOnlyDigits();
        assertThat(Sequence.epoch(later.sequence())).isEqualTo(2);
        assertThat(Sequence.wire(1)).isEqualTo("00000000000000000001");
    }

    @Test
    void behaviour16_theSameAttemptGetsTheSameHandlesAndANewTimeout() {
        ReceiveCommand attempt = new ReceiveCommand(10, null, "attempt", false);
        queue.sendTo("g", "m1");
        queue.sendTo("g", "m2");
        List<Lease> first = queue.receiveLeases(attempt);
        queue.sendTo("other", "m3");
        queue.afterSeconds(20);

        List<Lease> again = queue.receiveLeases(attempt);

        assertThat(again)
                .extracting(Lease::handle)
                .isEqualTo(first.stream().map(Lease::handle).toList());
        assertThat(again).allSatisfy(lease -> {
            assertThat(lease.visibleAt()).isEqualTo(queue.now.plusSeconds(30));
            assertThat(lease.receiveCount()).isEqualTo(1);
        });
        assertThat(queue.afterSeconds(29).receive(10)).containsExactly("m3");
    }

    @Test
    void behaviour16_anAttemptIsReplayedAfterItsTimeoutUnlessSomebodyReceivedIt() {
        ReceiveCommand attempt = new ReceiveCommand(10, null, "attempt", false);
        queue.sendTo("g", "m1");
        queue.receive(attempt);
        queue.afterSeconds(60);
        assertThat(queue.receive(attempt)).containsExactly("m1");
        assertThat(queue.lease("m1").receiveCount()).isEqualTo(1);

        queue.afterSeconds(60);
        queue.receive(1);

        assertThat(queue.receive(attempt)).isEmpty();
    }

    @Test
    void behaviour16_anAttemptWithADeletedOrChangedMessageIsAReceiveLikeAnyOther() {
        ReceiveCommand attempt = new ReceiveCommand(10, null, "attempt", false);
        queue.sendTo("g1", "m1");
        queue.sendTo("g2", "m2");
        queue.receive(attempt);
        queue.delete("m1");
        assertThat(queue.receive(attempt)).isEmpty();

        queue.afterSeconds(30);
        assertThat(queue.receive(attempt)).containsExactly("m2");
        assertThat(queue.lease("m2").receiveCount()).isEqualTo(2);
        queue.changeVisibility("m2", MINUTE);
        assertThat(queue.receive(attempt)).isEmpty();
    }

    @Test
    void behaviour16_anAttemptIsForgottenAfterFiveMinutes() {
        ReceiveCommand attempt = new ReceiveCommand(10, Duration.ofHours(1), "attempt", false);
        queue.sendTo("g", "m1");
        queue.receive(attempt);
        queue.after(Duration.ofMinutes(5));

        assertThat(queue.receive(attempt)).isEmpty();
    }

    @Test
    void behaviour16_attemptsAreBoundedAndTheOldestGoesFirst() {
        LiveQueue bounded = new LiveQueue(QueueSettings.fifoQueue().withLimits(new StateLimits(100, 10, 2, 1_000)));
        for (int i = 1; i <= 3; i++) {
            bounded.sendTo("g" + i, "m" + i);
            bounded.receive(new ReceiveCommand(1, null, "attempt " + i, false));
        }

        assertThat(bounded.receive(new ReceiveCommand(1, null, "attempt 1", false)))
                .isEmpty();
        assertThat(bounded.receive(new ReceiveCommand(1, null, "attempt 2", false)))
                .containsExactly("m2");
        assertThat(bounded.receive(new ReceiveCommand(1, null, "attempt 3", false)))
                .containsExactly("m3");
    }

    @Test
    void behaviour16_aStandardQueueRefusesAttempts() {
        LiveQueue standard = LiveQueue.standard();
        ReceiveCommand attempt = new ReceiveCommand(1, null, "attempt", false);

        assertThatThrownBy(() -> standard.receive(attempt)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void behaviour17_aFifoQueueAtItsLimitIsEmptyAndAStandardQueueSaysSo() {
        StateLimits two = new StateLimits(2, 10, 10, 1_000);
        LiveQueue fifo = new LiveQueue(QueueSettings.fifoQueue().withLimits(two));
        LiveQueue standard = new LiveQueue(QueueSettings.standard().withLimits(two));
        for (int i = 0; i < 3; i++) {
            fifo.sendTo("g" + i, "m" + i);
            standard.send("m" + i);
        }
        assertThat(fifo.receive(10)).hasSize(2);
        assertThat(standard.receive(10)).hasSize(2);

        assertThat(fifo.receive(10)).isEmpty();
        assertThat(standard.state.receive(ReceiveCommand.upTo(1), standard.now).answer())
                .isInstanceOf(Received.OverLimit.class);
    }

    @Test
    void behaviour17_aLongPollAtTheLimitWaitsAndGetsAMessageWhenThereIsRoom() {
        LiveQueue standard = new LiveQueue(QueueSettings.standard().withLimits(new StateLimits(1, 10, 10, 1_000)));
        standard.send("m1", "m2");
        standard.receive(1);
        standard.park(1, 1, Duration.ofSeconds(20));
        assertThat(standard.wake()).isEmpty();

        standard.delete("m1");

        assertThat(standard.wake()).containsEntry(new WaiterId(1), List.of("m2"));
    }

    @Test
    void behaviour39_theBlockedRestOfAGroupCountsAsVisible() {
        for (int i = 1; i <= 6; i++) {
            queue.sendTo("g", "m" + i);
        }
        queue.receive(2);

        Counts counts = queue.counts();

        assertThat(counts.visible()).isEqualTo(4);
        assertThat(counts.inFlight()).isEqualTo(2);
        assertThat(counts.groupsInFlight()).isEqualTo(1);
    }

    @Test
    void groupsAreForgottenWithTheirLastMessage() {
        queue.sendTo("g", "m1");
        queue.receive(1);
        queue.delete("m1");

        assertThat(queue.counts().groupsInFlight()).isZero();
        assertThat(queue.state.nextTimer())
                .isEqualTo(LiveQueue.START.plus(Duration.ofMinutes(5)).plusSeconds(10));
    }

    @Test
    void aMessageWithoutAGroupIsRefused() {
        assertThatThrownBy(() -> queue.send("m1")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aReceiveMayHaveALowerLimitOfMessagesInFlight() {
        LiveQueue queue = LiveQueue.fifo();
        for (int i = 0; i < 6; i++) {
            queue.sendTo("g" + i, "m" + i);
        }
        ReceiveCommand limited = new ReceiveCommand(10, null, null, true, 4);

        assertThat(queue.receive(limited)).containsExactly("m0", "m1", "m2", "m3");
        assertThat(queue.receive(limited)).isEmpty();
        assertThat(queue.receive(ReceiveCommand.upTo(1))).containsExactly("m4");
    }

    @Test
    void aLongPollAtItsLimitWaitsForRoomAndNotForMessages() {
        LiveQueue queue = LiveQueue.fifo();
        queue.sendTo("a", "a1");
        queue.sendTo("b", "b1");
        ReceiveCommand limited = new ReceiveCommand(1, null, null, true, 1);
        queue.receive(limited);
        queue.state.park(new WaiterId(1), limited, queue.now.plusSeconds(20), queue.now);

        assertThat(queue.wake()).isEmpty();
        assertThat(queue.state.nextTimer()).isAfter(queue.now);
        queue.delete("a1");
        assertThat(queue.wake()).containsEntry(new WaiterId(1), List.of("b1"));
    }
}

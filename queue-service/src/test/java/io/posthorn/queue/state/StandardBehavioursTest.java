package io.posthorn.queue.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.posthorn.queue.state.QueueSettings.DeadLetters;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Behaviours 18 to 30, 37 and 39 of the contract, as far as they are the core's, on a standard queue. */
class StandardBehavioursTest {

    private static final Duration MINUTE = Duration.ofMinutes(1);
    private final LiveQueue queue = LiveQueue.standard();

    private static LiveQueue withDeadLetters(int maxReceiveCount, boolean targetExists) {
        return new LiveQueue(
                QueueSettings.standard().withDeadLetters(new DeadLetters("arn:dead", maxReceiveCount, targetExists)));
    }

    @Test
    void behaviour6_deletingWithTheLatestHandleAfterTheTimeoutRemovesTheMessage() {
        queue.send("m1");
        queue.receive(1);
        queue.afterSeconds(31);

        assertThat(queue.delete("m1")).isEqualTo(Deletion.DELETED);
        assertThat(queue.receive(1)).isEmpty();
    }

    @Test
    void behaviour8_changingTheDelayOfAStandardQueueHoldsForNewMessagesOnly() {
        queue.send("before");
        queue.state.settings(QueueSettings.standard().withDelay(MINUTE), queue.now);
        queue.send("after");

        assertThat(queue.receive(10)).containsExactly("before");
        assertThat(queue.counts().delayed()).isEqualTo(1);
    }

    @Test
    void behaviour18_deletingWithAStaleHandleLeavesTheMessage() {
        queue.send("m1");
        queue.receive(1);
        ReceiptHandle stale = queue.lease("m1").handle();
        queue.afterSeconds(30);
        queue.receive(1);

        assertThat(queue.delete(stale)).isEqualTo(Deletion.STALE);
        assertThat(queue.counts().inFlight()).isEqualTo(1);
        assertThat(queue.delete("m1")).isEqualTo(Deletion.DELETED);
    }

    @Test
    void behaviour18_deletingTwiceWaitsForTheFirstDelete() {
        queue.send("m1");
        queue.receive(1);
        ReceiptHandle handle = queue.lease("m1").handle();
        Decision<List<Deletion>> first = queue.state.delete(List.of(handle), queue.now);
        assertThat(first.entries()).containsExactly(new JournalEntry.Delete(handle.sequence()));

        Decision<List<Deletion>> second = queue.state.delete(List.of(handle), queue.now);

        assertThat(second.answer()).containsExactly(Deletion.STALE);
        assertThat(second.entries()).isEmpty();
        assertThat(second.barrier()).isTrue();
    }

    @Test
    void behaviour18_theHandleOfAnotherQueueIsNoHandleOfThisOne() {
        ReceiptHandle foreign = new ReceiptHandle(LiveQueue.QUEUE_ID + 1, 1, 1, 1);

        assertThat(queue.delete(foreign)).isEqualTo(Deletion.NOT_THIS_QUEUE);
        assertThat(queue.state.changeVisibility(foreign, MINUTE, queue.now).answer())
                .isEqualTo(VisibilityChange.NOT_THIS_QUEUE);
    }

    @Test
    void behaviour18_aHandleWhoseLeaseWasLostInACrashStillDeletes() {
        queue.send("m1");
        queue.receiveFor(1, Duration.ZERO);
        queue.receive(1);
        ReceiptHandle latest = queue.lease("m1").handle();

        LiveQueue restored = queue.crash(QueueSettings.standard(), 2, false);

        assertThat(restored.delete(latest)).isEqualTo(Deletion.DELETED);
        assertThat(restored.crash(QueueSettings.standard(), 3, false).receive(1))
                .isEmpty();
    }

    @Test
    void behaviour18_aHandleOfAnEarlierOwnerIsStaleWhenALaterOneHasHandedTheMessageOut() {
        queue.send("m1");
        queue.receiveFor(1, Duration.ZERO);
        queue.receiveFor(1, Duration.ZERO);
        queue.receive(1);
        ReceiptHandle early = queue.lease("m1").handle();
        LiveQueue restored = queue.crash(QueueSettings.standard(), 2, false);
        restored.receive(1);

        assertThat(early.ordinal()).isGreaterThan(restored.lease("m1").handle().ordinal());
        assertThat(restored.delete(early)).isEqualTo(Deletion.STALE);
        assertThat(restored.delete("m1")).isEqualTo(Deletion.DELETED);
    }

    @Test
    void behaviour19_changingTheVisibilityOfAVisibleMessageHidesItAgain() {
        queue.send("m1");
        queue.receive(1);
        queue.afterSeconds(31);

        assertThat(queue.changeVisibility("m1", MINUTE)).isEqualTo(VisibilityChange.CHANGED);

        assertThat(queue.counts().inFlight()).isEqualTo(1);
        assertThat(queue.receive(1)).isEmpty();
        assertThat(queue.after(MINUTE).receive(1)).containsExactly("m1");
    }

    @Test
    void behaviour19_aDeletedMessageIsNotAvailableForAChange() {
        queue.send("m1");
        queue.receive(1);
        queue.delete("m1");

        assertThat(queue.changeVisibility("m1", MINUTE)).isEqualTo(VisibilityChange.NOT_AVAILABLE);
    }

    @Test
    void behaviour19_anOldHandleChangesNothing() {
        queue.send("m1");
        queue.receive(1);
        ReceiptHandle old = queue.lease("m1").handle();
        queue.afterSeconds(30);
        queue.receive(1);

        assertThat(queue.state.changeVisibility(old, Duration.ZERO, queue.now).answer())
                .isEqualTo(VisibilityChange.NOT_AVAILABLE);
        assertThat(queue.counts().inFlight()).isEqualTo(1);
    }

    @Test
    void behaviour19_aChangeWithAHandleWhoseLeaseWasLostTakesTheMessageBack() {
        queue.send("m1");
        queue.receiveFor(1, Duration.ZERO);
        queue.receive(1);
        LiveQueue restored = queue.crash(QueueSettings.standard(), 2, false);

        assertThat(restored.changeVisibility("m1", MINUTE)).isEqualTo(VisibilityChange.CHANGED);

        assertThat(restored.counts().inFlight()).isEqualTo(1);
        restored.after(MINUTE).receive(1);
        assertThat(restored.lease("m1").receiveCount()).isEqualTo(3);
    }

    @Test
    void behaviour20_twelveHoursCountFromTheReceiveAndExtensionsDoNotResetThem() {
        queue.send("m1");
        queue.after(Duration.ofHours(20));
        queue.receive(1);
        assertThat(queue.changeVisibility("m1", Duration.ofHours(12))).isEqualTo(VisibilityChange.CHANGED);
        queue.after(Duration.ofHours(11));

        assertThat(queue.changeVisibility("m1", Duration.ofHours(1).plusSeconds(1)))
                .isEqualTo(VisibilityChange.BEYOND_LIMIT);
        assertThat(queue.changeVisibility("m1", Duration.ofHours(1))).isEqualTo(VisibilityChange.CHANGED);
        assertThat(queue.after(Duration.ofHours(1)).receive(1)).containsExactly("m1");
        assertThat(queue.changeVisibility("m1", Duration.ofHours(12))).isEqualTo(VisibilityChange.CHANGED);
    }

    @Test
    void behaviour21_aChangeHoldsForItsLeaseOnly() {
        queue.send("m1");
        queue.receive(1);
        queue.changeVisibility("m1", Duration.ofHours(1));
        queue.after(Duration.ofHours(1));

        queue.receive(1);

        assertThat(queue.lease("m1").visibleAt()).isEqualTo(queue.now.plusSeconds(30));
    }

    @Test
    void behaviour22_retentionCountsFromTheSendAndEndsMessagesInFlight() {
        queue.send("m1");
        queue.after(Duration.ofDays(4).minusSeconds(10));
        queue.receive(1);
        queue.afterSeconds(10);

        assertThat(queue.delete("m1")).isEqualTo(Deletion.STALE);
        assertThat(queue.changeVisibility("m1", MINUTE)).isEqualTo(VisibilityChange.NOT_AVAILABLE);
        queue.tick();
        assertThat(queue.deletedLabels()).containsExactly("m1");
        assertThat(queue.counts().inFlight()).isZero();
    }

    @Test
    void behaviour22_aReceiveDropsWhatOutlivedItsRetention() {
        queue.send("old");
        queue.after(Duration.ofDays(3));
        queue.send("new");
        queue.after(Duration.ofDays(1));

        assertThat(queue.receive(10)).containsExactly("new");
        assertThat(queue.deletedLabels()).containsExactly("old");
    }

    @Test
    void behaviour22_retentionCountsFromTheFirstSendInADeadLetterQueueToo() {
        Instant sentAt = queue.now.minus(Duration.ofDays(4)).plusSeconds(10);
        queue.send("fresh");
        queue.send("moved", null, null, null, new History(sentAt, 1, sentAt));

        assertThat(queue.state.nextTimer()).isEqualTo(queue.now.plusSeconds(10));
        queue.afterSeconds(10).tick();

        assertThat(queue.deletedLabels()).containsExactly("moved");
    }

    @Test
    void behaviour22_loweringRetentionEndsExistingMessages() {
        queue.send("m1");
        queue.after(MINUTE);
        queue.send("m2");

        queue.state.settings(QueueSettings.standard().withRetention(MINUTE), queue.now);
        queue.tick();

        assertThat(queue.deletedLabels()).containsExactly("m1");
        assertThat(queue.counts().visible()).isEqualTo(1);
    }

    @Test
    void behaviour22_aTickEndsABoundedNumberAndSaysThatThereIsMore() {
        for (int i = 0; i < QueueState.MAX_PER_TICK + 1; i++) {
            queue.send("m" + i);
        }
        queue.after(Duration.ofDays(4));

        assertThat(queue.state.tick(queue.now).answer()).isEqualTo(new Tick(QueueState.MAX_PER_TICK, true));
        assertThat(queue.state.tick(queue.now).answer()).isEqualTo(new Tick(1, false));
    }

    @Test
    void behaviour23_aDeadLetterKeepsItsTimeAndItsReceives() {
        LiveQueue source = withDeadLetters(1, true);
        source.send("m1");
        source.receiveFor(1, Duration.ZERO);
        source.receive(1);
        StoredMessage moved = source.moves().getFirst().message();

        queue.afterSeconds(100);
        queue.send(
                "moved",
                null,
                null,
                Duration.ZERO,
                new History(moved.sentAt(), moved.receiveCount(), moved.firstReceived()));

        Lease lease = queue.receiveLeases(ReceiveCommand.upTo(1)).getFirst();
        assertThat(lease.sentAt()).isEqualTo(LiveQueue.START);
        assertThat(lease.firstReceived()).isEqualTo(LiveQueue.START);
        assertThat(lease.receiveCount()).isEqualTo(2);
    }

    @Test
    void behaviour24_theReceiveThatWouldBeOneTooManyMovesTheMessage() {
        LiveQueue source = withDeadLetters(1, true);
        source.send("m1");
        source.receive(1);
        source.afterSeconds(30);
        assertThat(source.counts().visible()).isEqualTo(1);

        assertThat(source.receive(1)).isEmpty();

        assertThat(source.moves()).singleElement().satisfies(move -> {
            assertThat(move.target()).isEqualTo(new MoveTarget.DeadLetterQueue("arn:dead"));
            assertThat(move.message().receiveCount()).isEqualTo(1);
        });
        assertThat(source.counts().visible()).isZero();
    }

    @Test
    void behaviour24_movedMessagesTakeNoPlaceInTheBatchOrTheLongPoll() {
        LiveQueue source = withDeadLetters(1, true);
        source.send("m1", "m2", "m3");
        source.receiveFor(2, Duration.ZERO);
        assertThat(source.receive(1)).containsExactly("m3");
        assertThat(source.movedLabels()).containsExactly("m1", "m2");

        source.park(1, 1, Duration.ofSeconds(20));
        source.send("m4");
        assertThat(source.wake()).containsEntry(new WaiterId(1), List.of("m4"));
        source.park(2, 1, Duration.ofSeconds(20));
        source.changeVisibility("m4", Duration.ZERO);
        assertThat(source.wake()).isEmpty();
        assertThat(source.movedLabels()).containsExactly("m1", "m2", "m4");
        assertThat(source.counts().waiters()).isEqualTo(1);
    }

    @Test
    void behaviour24_aReceiveMovesABoundedNumberAndALongPollIsNotForgotten() {
        LiveQueue source = withDeadLetters(1, true);
        for (int i = 0; i < Delivery.MAX_LEAVING; i++) {
            source.send("m" + i);
        }
        for (int i = 0; i < Delivery.MAX_LEAVING; i++) {
            source.receiveFor(1, Duration.ofSeconds(1));
        }
        source.send("last");
        source.afterSeconds(2);
        source.park(1, 1, Duration.ofSeconds(20));

        assertThat(source.wake()).isEmpty();
        assertThat(source.moves()).hasSize(Delivery.MAX_LEAVING);
        assertThat(source.state.nextTimer()).isBefore(source.now);
        assertThat(source.wake()).containsEntry(new WaiterId(1), List.of("last"));
    }

    @Test
    void behaviour24_aQueueThatIsItsOwnDeadLetterQueueCountsAnew() {
        LiveQueue source = withDeadLetters(1, true);
        source.send("back again", null, null, null, new History(LiveQueue.START, 1, LiveQueue.START));

        assertThat(source.receive(1)).containsExactly("back again");
        assertThat(source.moves()).isEmpty();
    }

    @Test
    void behaviour25_withoutItsDeadLetterQueueAMessageIsStillDelivered() {
        LiveQueue source = withDeadLetters(1, false);
        source.send("m1");
        source.receiveFor(1, Duration.ZERO);

        assertThat(source.receive(1)).containsExactly("m1");
        assertThat(source.moves()).isEmpty();
    }

    @Test
    void behaviour26_aMoveTaskTakesVisibleMessagesOnly() {
        queue.send("m1", "m2", "m3");
        queue.receive(1);
        queue.send("later", null, null, MINUTE, null);
        MoveTarget target = new MoveTarget.Destination("arn:source");

        Decision<Integer> moved = queue.state.redrive(target, 10, queue.now);

        assertThat(moved.answer()).isEqualTo(2);
        assertThat(moved.entries())
                .extracting(entry ->
                        queue.label(((JournalEntry.Move) entry).message().sequence()))
                .containsExactly("m2", "m3");
        assertThat(queue.counts())
                .extracting(Counts::visible, Counts::inFlight, Counts::delayed)
                .containsExactly(0, 1, 1);
    }

    @Test
    void behaviour27_anAbsentTimeoutIsTheQueuesAndZeroIsZero() {
        LiveQueue minute = new LiveQueue(QueueSettings.standard().withVisibilityTimeout(MINUTE));
        minute.send("m1");
        minute.receiveFor(1, Duration.ZERO);
        assertThat(minute.lease("m1").visibleAt()).isEqualTo(minute.now);
        minute.receive(1);
        assertThat(minute.lease("m1").visibleAt()).isEqualTo(minute.now.plus(MINUTE));
    }

    @Test
    void behaviour27_anAbsentDelayIsTheQueuesAndZeroIsZero() {
        LiveQueue delayed = new LiveQueue(QueueSettings.standard().withDelay(MINUTE));
        delayed.send("absent");
        delayed.send("zero", null, null, Duration.ZERO, null);

        assertThat(delayed.receive(10)).containsExactly("zero");
        assertThat(delayed.after(MINUTE).receive(10)).contains("absent");
    }

    @Test
    void behaviour28_aLongPollReturnsAsSoonAsOneMessageIsThere() {
        queue.park(1, 10, Duration.ofSeconds(20));
        queue.send("m1");

        assertThat(queue.wake()).containsEntry(new WaiterId(1), List.of("m1"));
    }

    @Test
    void behaviour28_longPollsAreServedInOrderOfArrival() {
        queue.park(1, 1, Duration.ofSeconds(20));
        queue.park(2, 1, Duration.ofSeconds(10));
        queue.park(3, 1, Duration.ofSeconds(20));
        queue.send("m1", "m2");

        assertThat(queue.wake())
                .containsExactly(Map.entry(new WaiterId(1), List.of("m1")), Map.entry(new WaiterId(2), List.of("m2")));
    }

    @Test
    void behaviour28_aLongPollWakesAtTheEndOfADelayAndOfALease() {
        queue.send("delayed", null, null, Duration.ofSeconds(5), null);
        queue.park(1, 1, Duration.ofSeconds(20));
        assertThat(queue.state.nextTimer()).isEqualTo(queue.now.plusSeconds(5));
        assertThat(queue.afterSeconds(5).wake()).containsEntry(new WaiterId(1), List.of("delayed"));

        queue.park(2, 1, Duration.ofSeconds(40));
        assertThat(queue.state.nextTimer()).isEqualTo(queue.now.plusSeconds(30));
        assertThat(queue.afterSeconds(30).wake()).containsEntry(new WaiterId(2), List.of("delayed"));

        queue.park(3, 1, Duration.ofSeconds(20));
        queue.changeVisibility("delayed", Duration.ZERO);
        assertThat(queue.wake()).containsEntry(new WaiterId(3), List.of("delayed"));
    }

    @Test
    void behaviour28_aLongPollEndsEmptyWhenItsTimeIsOver() {
        queue.park(1, 1, Duration.ofSeconds(20));
        assertThat(queue.state.nextTimer()).isEqualTo(queue.now.plusSeconds(20));
        assertThat(queue.afterSeconds(19).wake()).isEmpty();

        assertThat(queue.afterSeconds(1).wake()).containsEntry(new WaiterId(1), List.of());
        assertThat(queue.state.nextTimer()).isNull();
    }

    @Test
    void behaviour28_aDeletedQueueReleasesItsLongPollsAndTakesNoMore() {
        queue.park(2, 1, Duration.ofSeconds(20));
        queue.park(1, 1, Duration.ofSeconds(20));

        assertThat(queue.state.close(CloseReason.DELETED)).containsExactly(new WaiterId(2), new WaiterId(1));

        assertThatThrownBy(() -> queue.park(3, 1, MINUTE)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> queue.wake()).isInstanceOf(IllegalStateException.class);
        assertThat(queue.state.nextTimer()).isNull();
    }

    @Test
    void behaviour28_aClientThatIsGoneConsumesNothing() {
        queue.park(1, 1, Duration.ofSeconds(20));
        queue.park(2, 1, Duration.ofSeconds(20));
        assertThat(queue.state.cancel(new WaiterId(1))).isTrue();
        queue.send("m1");

        assertThat(queue.wake()).containsExactly(Map.entry(new WaiterId(2), List.of("m1")));
        assertThat(queue.state.cancel(new WaiterId(2))).isFalse();
    }

    @Test
    void behaviour28_longPollsAreBounded() {
        LiveQueue bounded = new LiveQueue(QueueSettings.standard().withLimits(new StateLimits(10, 1, 1, 1_000)));
        bounded.park(1, 1, MINUTE);

        assertThat(bounded.state.park(new WaiterId(2), ReceiveCommand.upTo(1), bounded.now.plus(MINUTE), bounded.now))
                .isFalse();
    }

    @Test
    void behaviour30_theCountBeginsAtOneAndTheFirstReceiveStays() {
        queue.send("m1");
        queue.afterSeconds(5);
        queue.receiveFor(1, Duration.ZERO);
        assertThat(queue.lease("m1").receiveCount()).isEqualTo(1);
        Instant first = queue.now;
        queue.afterSeconds(5);
        queue.receive(1);

        assertThat(queue.lease("m1").receiveCount()).isEqualTo(2);
        assertThat(queue.lease("m1").firstReceived()).isEqualTo(first);
        assertThat(queue.lease("m1").sentAt()).isEqualTo(LiveQueue.START);
    }

    @Test
    void behaviour37_purgeRemovesEverythingSentBeforeItAndNothingAfter() {
        queue.send("visible", "in flight");
        queue.receive(1);
        queue.send("delayed", null, null, MINUTE, null);
        long pending = queue.accept("pending", null, null, null, null)
                .answer()
                .getFirst()
                .sequence();

        Decision<Long> purge = queue.state.purge(queue.now);

        assertThat(purge.answer()).isEqualTo(4);
        assertThat(purge.entries()).containsExactly(new JournalEntry.Purge(pending));
        queue.send("after");
        queue.state.committedThrough(pending, queue.now);
        assertThat(queue.receive(10)).containsExactly("after");
        assertThat(queue.delete("visible")).isEqualTo(Deletion.STALE);
        assertThat(queue.counts())
                .extracting(Counts::visible, Counts::inFlight, Counts::delayed, Counts::pending)
                .containsExactly(0, 1, 0, 0);
    }

    @Test
    void behaviour37_purgeKeepsTheLongPolls() {
        queue.park(1, 1, MINUTE);
        queue.state.purge(queue.now);
        queue.send("m1");

        assertThat(queue.wake()).containsEntry(new WaiterId(1), List.of("m1"));
    }

    @Test
    void behaviour39_theCountsAreRightAfterARestart() {
        queue.send("m1", "m2", "m3");
        queue.send("delayed", null, null, MINUTE, null);
        queue.receive(2);
        queue.delete("m1");

        LiveQueue restored = queue.crash(QueueSettings.standard(), 2, true);

        assertThat(restored.counts()).isEqualTo(queue.counts());
        assertThat(restored.counts())
                .extracting(Counts::visible, Counts::inFlight, Counts::delayed)
                .containsExactly(1, 1, 1);
    }

    @Test
    void aMessageIsNotReceivedBeforeItIsDurable() {
        queue.park(1, 1, MINUTE);
        long sequence =
                queue.accept("m1", null, null, null, null).answer().getFirst().sequence();
        assertThat(queue.wake()).isEmpty();
        assertThat(queue.counts().pending()).isEqualTo(1);

        queue.state.committedThrough(sequence, queue.now);

        assertThat(queue.wake()).containsEntry(new WaiterId(1), List.of("m1"));
    }

    @Test
    void messagesReceivedThreeTimesGoToTheBackAndNoLongerCountAsOldest() {
        queue.send("worn");
        queue.afterSeconds(1);
        queue.send("other");
        for (int i = 0; i < 2; i++) {
            assertThat(queue.receiveFor(1, Duration.ZERO)).containsExactly("worn");
            assertThat(queue.counts().oldestSentAt()).isEqualTo(LiveQueue.START);
        }
        assertThat(queue.receiveFor(1, Duration.ZERO)).containsExactly("worn");

        assertThat(queue.counts().oldestSentAt()).isEqualTo(LiveQueue.START.plusSeconds(1));
        assertThat(queue.receive(2)).containsExactly("other", "worn");
    }

    @Test
    void leasesAreDrainedOnceAndWithoutDeletedMessages() {
        queue.send("m1", "m2");
        queue.receiveFor(2, Duration.ZERO);
        queue.receive(2);
        queue.delete("m1");

        List<LeaseRecord> records = queue.state.drainLeaseRecords();

        Lease lease = queue.lease("m2");
        assertThat(records)
                .containsExactly(
                        new LeaseRecord(lease.sequence(), 2, queue.now, queue.now.plusSeconds(30), 1, queue.now));
        assertThat(queue.state.drainLeaseRecords()).isEmpty();
    }

    @Test
    void restoringOutOfOrderIsRefused() {
        queue.send("m1", "m2");
        List<StoredMessage> stored = queue.journal.stream()
                .map(entry -> ((JournalEntry.Insert) entry).message())
                .toList();
        QueueState next = new QueueState(LiveQueue.QUEUE_ID, 2, QueueSettings.standard());
        next.restore(stored.get(1));

        assertThatThrownBy(() -> next.restore(stored.get(0))).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> queue.state.restore(stored.get(0))).isInstanceOf(IllegalArgumentException.class);
    }
}

package io.posthorn.queue.state;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Of a deep backlog a window is in memory; the store has the rest and is read in order. */
class WindowTest {

    private static final StateLimits EIGHT = new StateLimits(100, 100, 100, 8);
    private static final QueueSettings STANDARD = QueueSettings.standard().withLimits(EIGHT);
    private static final QueueSettings FIFO = QueueSettings.fifoQueue().withLimits(EIGHT);
    private static final Duration MINUTE = Duration.ofMinutes(1);

    private final LiveQueue standard = new LiveQueue(STANDARD);
    private final LiveQueue fifo = new LiveQueue(FIFO);

    private static String[] labels(int from, int to) {
        return IntStream.rangeClosed(from, to).mapToObj(i -> "m" + i).toArray(String[]::new);
    }

    private static long held(LiveQueue queue) {
        return queue.journal.stream()
                .filter(JournalEntry.Insert.class::isInstance)
                .filter(entry -> queue.state.holds(
                        ((JournalEntry.Insert) entry).message().sequence()))
                .count();
    }

    private static List<String> drain(LiveQueue queue) {
        List<String> all = new ArrayList<>();
        while (true) {
            queue.readAhead();
            List<String> batch = queue.receive(3);
            if (batch.isEmpty() && !queue.state.hasTail()) {
                return all;
            }
            all.addAll(batch);
            batch.forEach(queue::delete);
        }
    }

    @Test
    void aDeepBacklogIsReceivedInOrderOfArrivalAndCountsInFull() {
        standard.send(labels(1, 50));

        assertThat(held(standard)).isEqualTo(8);
        assertThat(standard.counts().visible()).isEqualTo(50);
        assertThat(drain(standard)).containsExactly(labels(1, 50));
        assertThat(standard.counts().visible()).isZero();
        assertThat(standard.state.hasTail()).isFalse();
    }

    @Test
    void whatIsSentBehindATailWaitsItsTurn() {
        standard.send(labels(1, 20));
        assertThat(standard.receive(8)).containsExactly(labels(1, 8));
        standard.send("m21");

        assertThat(standard.receive(1)).isEmpty();
        standard.readAhead();
        assertThat(standard.receive(10)).containsExactly(labels(9, 16));
    }

    @Test
    void theWindowIsBoundedHoweverMuchIsRead() {
        standard.send(labels(1, 100));
        for (int i = 0; i < 30; i++) {
            standard.readAhead();
            assertThat(held(standard)).isLessThanOrEqualTo(8);
            standard.receive(2).forEach(standard::delete);
        }
    }

    @Test
    void messagesInFlightOrReturnedTakeNoRoomOfOthers() {
        standard.send(labels(1, 40));
        assertThat(standard.receive(8)).containsExactly(labels(1, 8));
        standard.readAhead();
        standard.afterSeconds(31);

        assertThat(standard.receive(8)).containsExactly(labels(1, 8));
        assertThat(standard.receive(8)).containsExactly(labels(9, 16));
    }

    @Test
    void aFifoWindowIsOfAllMessagesSoTheBacklogBehindBlockedGroupsWaits() {
        for (String label : labels(1, 20)) {
            fifo.sendTo(label.equals("m20") ? "other" : "g", label);
        }
        assertThat(fifo.receive(1)).containsExactly("m1");
        fifo.readAhead();

        assertThat(fifo.receive(10)).isEmpty();
        assertThat(fifo.counts()).extracting(Counts::visible, Counts::inFlight).containsExactly(19, 1);
        fifo.delete("m1");
        List<String> rest = new ArrayList<>(drain(fifo));
        assertThat(rest.remove("m20")).isTrue();
        assertThat(rest).containsExactly(labels(2, 19));
    }

    @Test
    void whatBecomesDurableWhileTheLastReadIsUnderWayComesAfterItAndEndsTheTail() {
        for (String label : labels(1, 9)) {
            fifo.sendTo("g", label);
        }
        fifo.receive(8).forEach(fifo::delete);
        TailRead read = Objects.requireNonNull(fifo.state.readAhead());
        fifo.sendTo("g", "m10");
        assertThat(fifo.receive(10)).isEmpty();
        assertThat(fifo.counts()).extracting(Counts::visible, Counts::pending).containsExactly(1, 1);

        fifo.state.read(read, fifo.rows(read).subList(0, 1), fifo.now);

        assertThat(fifo.state.hasTail()).isFalse();
        assertThat(fifo.receive(10)).containsExactly("m9", "m10");
    }

    @Test
    void aReadThatFailsIsWantedAgainAndLosesNothing() {
        standard.send(labels(1, 9));
        standard.receive(8).forEach(standard::delete);
        TailRead read = Objects.requireNonNull(standard.state.readAhead());
        standard.send("m10");
        assertThat(standard.state.readAhead()).isNull();

        standard.state.readFailed(read, standard.now);

        assertThat(drain(standard)).containsExactly("m9", "m10");
    }

    @Test
    void aPurgeTakesTheTailAndWhatAReadUnderWayBrings() {
        standard.send(labels(1, 30));
        standard.receive(8).forEach(standard::delete);
        TailRead read = Objects.requireNonNull(standard.state.readAhead());
        List<StoredMessage> rows = standard.rows(read);

        Decision<Long> purge = standard.state.purge(standard.now);
        standard.journal.addAll(purge.entries());
        standard.send("after");
        standard.state.read(read, rows, standard.now);

        assertThat(purge.answer()).isEqualTo(22);
        assertThat(drain(standard)).containsExactly("after");
    }

    @Test
    void aRestartReadsTheWindowAndCountsTheRest() {
        standard.send(labels(1, 30));
        standard.receive(2);

        LiveQueue restored = standard.crash(STANDARD, 2, true);

        assertThat(restored.counts())
                .extracting(Counts::visible, Counts::inFlight)
                .containsExactly(28, 2);
        assertThat(held(restored)).isEqualTo(10);
        assertThat(drain(restored)).containsExactly(labels(3, 30));
    }

    @Test
    void aHandleOfAnEarlierOwnerDeletesFromTheTailOnce() {
        standard.send(labels(1, 8));
        standard.receive(8);
        standard.send(labels(9, 20));
        standard.readAhead();
        assertThat(standard.receive(8)).contains("m15");
        ReceiptHandle handle = standard.lease("m15").handle();
        LiveQueue restored = standard.crash(STANDARD, 2, false);
        assertThat(restored.state.holds(handle.sequence())).isFalse();

        assertThat(restored.delete(handle)).isEqualTo(Deletion.DELETED);
        assertThat(restored.delete(handle)).isEqualTo(Deletion.STALE);

        assertThat(restored.counts().visible()).isEqualTo(19);
        assertThat(drain(restored)).hasSize(19).doesNotContain("m15");
        assertThat(restored.delete(handle)).isEqualTo(Deletion.STALE);
    }

    @Test
    void aDeleteFromTheTailHoldsAlthoughAReadUnderWaySawTheMessage() {
        standard.send(labels(1, 8));
        standard.receive(8);
        standard.send("m9");
        standard.readAhead();
        standard.receive(1);
        ReceiptHandle handle = standard.lease("m9").handle();
        LiveQueue restored = standard.crash(STANDARD, 2, false);
        restored.receive(4).forEach(restored::delete);
        TailRead read = Objects.requireNonNull(restored.state.readAhead());
        List<StoredMessage> rows = restored.rows(read);
        assertThat(restored.delete(handle)).isEqualTo(Deletion.DELETED);

        restored.state.read(read, rows, restored.now);

        assertThat(drain(restored)).containsExactly(labels(5, 8));
    }

    @Test
    void retentionHoldsInTheTailToo() {
        standard.send(labels(1, 20));
        standard.after(Duration.ofDays(4));
        standard.send("young");

        assertThat(drain(standard)).containsExactly("young");
        assertThat(standard.counts().visible()).isZero();
    }

    @Test
    void delaysInTheTailAreCountedAsDelayedUntilTheyAreOver() {
        standard.send(labels(1, 9));
        standard.send("later", null, null, MINUTE, null);
        assertThat(standard.counts())
                .extracting(Counts::visible, Counts::delayed)
                .containsExactly(9, 1);

        standard.after(MINUTE).afterSeconds(1);

        assertThat(standard.counts())
                .extracting(Counts::visible, Counts::delayed)
                .containsExactly(10, 0);
        assertThat(drain(standard)).endsWith("later");
    }

    @Test
    void aLongPollIsServedWhenTheReadArrives() {
        standard.send(labels(1, 9));
        standard.receive(8);
        TailRead read = Objects.requireNonNull(standard.state.readAhead());
        standard.park(1, 1, MINUTE);
        assertThat(standard.wake()).isEmpty();

        standard.state.read(read, standard.rows(read), standard.now);

        assertThat(standard.wake()).isEqualTo(Map.of(new WaiterId(1), List.of("m9")));
    }

    @Test
    void aTenantWhoseMessagesAreAllInTheTailIsNotForgotten() {
        standard.send(labels(1, 8));
        standard.sendToTenant("t", "t1", "t2");

        assertThat(drain(standard)).endsWith("t1", "t2");
    }

    @Test
    void queuesShareABudgetButEachMayHoldAFew() {
        MessageBudget budget = new MessageBudget(1_500);
        StateLimits wide = new StateLimits(100, 100, 100, 100_000);
        QueueState first = new QueueState(1, 1, STANDARD.withLimits(wide), budget);
        QueueState second = new QueueState(2, 1, STANDARD.withLimits(wide), budget);

        send(first, 2_000);
        send(second, 2_000);

        assertThat(budget.held()).isEqualTo(2_500);
        assertThat(second.counts(LiveQueue.START).visible()).isEqualTo(2_000);
        first.close(CloseReason.DELETED);
        assertThat(budget.held()).isEqualTo(1_000);
        second.purge(LiveQueue.START);
        assertThat(budget.held()).isZero();
    }

    private static void send(QueueState queue, int count) {
        for (int i = 0; i < count; i++) {
            Sent sent = queue.send(
                            List.of(new NewMessage(new MessageId(1, i), LiveQueue.PAYLOAD, 1, null, null, null, null)),
                            LiveQueue.START)
                    .answer()
                    .getFirst();
            queue.committedThrough(sent.sequence(), LiveQueue.START);
        }
    }
}

package io.posthorn.it.history;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Each rule, by histories that keep it and histories that break it. Times are seconds. */
class HistoryCheckerTest {
    private static final long DRAIN = 1_000;

    private final List<Call> calls = new ArrayList<>();
    private final List<Span> ownerChanges = new ArrayList<>();

    private static Span span(double begin, double end) {
        return new Span(nanos(begin), nanos(end));
    }

    private static long nanos(double seconds) {
        return (long) (seconds * 1_000_000_000);
    }

    private static Span from(double begin) {
        return new Span(nanos(begin), Span.NEVER);
    }

    private void send(String body, double begin, double end) {
        calls.add(new Call.Send("q", span(begin, end), Outcome.ACKNOWLEDGED, body, null, null, "id-" + body));
    }

    private void sendFifo(String body, String group, String deduplicationId, double begin, double end, String id) {
        calls.add(new Call.Send("q", span(begin, end), Outcome.ACKNOWLEDGED, body, group, deduplicationId, id));
    }

    private void sendFifo(String body, double begin, double end) {
        sendFifo(body, "g", "dedup-" + body, begin, end, "id-" + body);
    }

    private void sendUnanswered(String body, @Nullable String deduplicationId, double begin) {
        String group = deduplicationId == null ? null : "g";
        calls.add(new Call.Send("q", from(begin), Outcome.UNKNOWN, body, group, deduplicationId, null));
    }

    /** A handle is the body and the second in which the receive began: {@code a@3}. */
    private void receive(double begin, double end, int visibleAfter, String... bodies) {
        List<Call.Delivery> deliveries = Arrays.stream(bodies)
                .map(body -> new Call.Delivery(body, body + "@" + (int) begin, null))
                .toList();
        calls.add(new Call.Receive(
                "q", span(begin, end), Outcome.ACKNOWLEDGED, Duration.ofSeconds(visibleAfter), deliveries));
    }

    private void receiveUnanswered(double begin) {
        calls.add(new Call.Receive("q", from(begin), Outcome.UNKNOWN, Duration.ofSeconds(30), List.of()));
    }

    private void delete(String handle, double begin, double end) {
        calls.add(new Call.Delete("q", span(begin, end), Outcome.ACKNOWLEDGED, handle));
    }

    private void deleteUnanswered(String handle, double begin) {
        calls.add(new Call.Delete("q", from(begin), Outcome.UNKNOWN, handle));
    }

    private void hide(String handle, double begin, double end, int seconds) {
        calls.add(new Call.ChangeVisibility(
                "q", span(begin, end), Outcome.ACKNOWLEDGED, handle, Duration.ofSeconds(seconds)));
    }

    private void drain(String... bodies) {
        double begin = DRAIN;
        for (String body : bodies) {
            receive(begin, begin + 0.1, 30, body);
            delete(body + "@" + (int) begin, begin + 0.2, begin + 0.3);
            begin++;
        }
    }

    private List<Rule> broken() {
        return HistoryChecker.check(new History(calls, ownerChanges, nanos(DRAIN))).stream()
                .map(Anomaly::rule)
                .distinct()
                .toList();
    }

    // ---- sends are kept

    @Test
    void aMessageThatIsDeliveredAndDeletedIsFine() {
        send("a", 0, 1);
        receive(2, 3, 30, "a");
        delete("a@2", 4, 5);

        assertThat(broken()).isEmpty();
    }

    @Test
    void anAcknowledgedSendThatNeverComesIsLost() {
        send("a", 0, 1);
        send("b", 1, 2);
        drain("b");

        assertThat(broken()).containsExactly(Rule.LOST_SEND);
    }

    @Test
    void aMessageThatCameOnceButNotAgainAndWasNotDeletedIsLost() {
        send("a", 0, 1);
        receive(2, 3, 30, "a");
        drain();

        assertThat(broken()).containsExactly(Rule.LOST_SEND);
    }

    @Test
    void aSendWithoutAnAnswerMayBeLostOrKept() {
        sendUnanswered("a", null, 0);
        sendUnanswered("b", null, 0);
        drain("b");

        assertThat(broken()).isEmpty();
    }

    @Test
    void aDeleteWithoutAnAnswerMayHaveActed() {
        send("a", 0, 1);
        receive(2, 3, 30, "a");
        deleteUnanswered("a@2", 4);
        drain();

        assertThat(broken()).isEmpty();
    }

    // ---- deletes stay

    @Test
    void aDeletedMessageDoesNotComeBack() {
        send("a", 0, 1);
        receive(2, 3, 30, "a");
        delete("a@2", 4, 5);
        drain("a");

        assertThat(broken()).containsExactly(Rule.UNDELETED);
    }

    @Test
    void aDeletedMessageDoesNotComeBackAfterAChangeOfOwner() {
        send("a", 0, 1);
        receive(2, 3, 30, "a");
        ownerChanges.add(span(3.2, 3.8));
        delete("a@2", 4, 5);
        drain("a");

        assertThat(broken()).containsExactly(Rule.UNDELETED);
    }

    @Test
    void aReceiveThatRunsWhileTheDeleteDoesMayStillGetTheMessage() {
        send("a", 0, 1);
        receive(2, 3, 1, "a");
        delete("a@2", 4, 6);
        receive(5, 7, 30, "a");

        assertThat(broken()).isEmpty();
    }

    @Test
    void aDeleteWithTheHandleOfAnEarlierReceiveNeedNotAct() {
        send("a", 0, 1);
        receive(2, 3, 1, "a");
        receive(5, 6, 30, "a");
        delete("a@2", 7, 8);
        drain("a");

        assertThat(broken()).isEmpty();
    }

    @Test
    void aDeleteNeedNotActIfALostAnswerMayHaveMadeItsHandleStale() {
        send("a", 0, 1);
        receive(2, 3, 1, "a");
        receiveUnanswered(5);
        delete("a@2", 7, 8);
        drain("a");

        assertThat(broken()).isEmpty();
    }

    @Test
    void aLostAnswerMakesNoHandleStaleWhileTheMessageIsHidden() {
        send("a", 0, 1);
        receive(2, 3, 30, "a");
        receiveUnanswered(5);
        delete("a@2", 7, 8);
        drain("a");

        assertThat(broken()).containsExactly(Rule.UNDELETED);
    }

    // ---- nothing is invented

    @Test
    void aMessageThatNobodySentIsInvented() {
        receive(2, 3, 30, "a");

        assertThat(broken()).containsExactly(Rule.INVENTED);
    }

    @Test
    void aMessageThatCameBeforeItWasSentIsInvented() {
        receive(2, 3, 30, "a");
        send("a", 4, 5);
        drain("a");

        assertThat(broken()).containsExactly(Rule.INVENTED);
    }

    @Test
    void aMessageWhoseSendWasRefusedIsInvented() {
        calls.add(new Call.Send("q", span(0, 1), Outcome.REFUSED, "a", null, null, null));
        receive(2, 3, 30, "a");

        assertThat(broken()).containsExactly(Rule.INVENTED);
    }

    // ---- one holder

    @Test
    void aHiddenMessageIsNotDeliveredToAnother() {
        send("a", 0, 1);
        receive(2, 3, 30, "a");
        receive(10, 11, 30, "a");
        drain("a");

        assertThat(broken()).containsExactly(Rule.TWO_HOLDERS);
    }

    @Test
    void aMessageIsDeliveredAgainWhenItsTimeIsOver() {
        send("a", 0, 1);
        receive(2, 3, 30, "a");
        receive(31, 32.5, 30, "a");
        drain("a");

        assertThat(broken()).isEmpty();
    }

    @Test
    void aMessageMayBeDeliveredAgainWhenItsOwnerChanged() {
        send("a", 0, 1);
        receive(2, 3, 30, "a");
        ownerChanges.add(span(5, 7));
        receive(10, 11, 30, "a");
        drain("a");

        assertThat(broken()).isEmpty();
    }

    @Test
    void twoReceivesAtTheSameTimeDoNotGetTheSameMessage() {
        send("a", 0, 1);
        receive(2, 12, 30, "a");
        receive(4, 10, 30, "a");
        drain("a");

        assertThat(broken()).containsExactly(Rule.TWO_HOLDERS);
    }

    @Test
    void aMessageIsHiddenForLongerWhenItsVisibilityWasChanged() {
        send("a", 0, 1);
        receive(2, 3, 30, "a");
        hide("a@2", 4, 5, 100);
        receive(60, 61, 30, "a");
        drain("a");

        assertThat(broken()).containsExactly(Rule.TWO_HOLDERS);
    }

    @Test
    void aMessageIsVisibleWhenItsVisibilityWasChangedToZero() {
        send("a", 0, 1);
        receive(2, 3, 30, "a");
        hide("a@2", 4, 5, 0);
        receive(6, 7, 30, "a");
        drain("a");

        assertThat(broken()).isEmpty();
    }

    @Test
    void aChangeOfVisibilityThatCameTooLateHidesNothingBefore() {
        send("a", 0, 1);
        receive(2, 3, 10, "a");
        hide("a@2", 20, 21, 100);
        receive(15, 16, 30, "a");
        drain("a");

        assertThat(broken()).isEmpty();
    }

    // ---- groups

    @Test
    void aGroupInOrderIsFine() {
        sendFifo("a", 0, 1);
        sendFifo("b", 2, 3);
        sendFifo("c", 4, 5);
        receive(6, 7, 30, "a", "b");
        delete("a@6", 8, 9);
        delete("b@6", 9, 10);
        receive(10, 11, 30, "c");
        delete("c@10", 12, 13);

        assertThat(broken()).isEmpty();
    }

    @Test
    void aGroupIsNotDeliveredToTwoConsumers() {
        sendFifo("a", 0, 2);
        sendFifo("b", 1, 3);
        receive(6, 7, 30, "a");
        receive(10, 11, 30, "b");
        drain("a", "b");

        assertThat(broken()).containsExactly(Rule.GROUP_SHARED);
    }

    @Test
    void aLaterMessageIsNotDeliveredWhileAnotherHasAnEarlierOne() {
        sendFifo("a", 0, 1);
        sendFifo("b", 2, 3);
        receive(6, 7, 30, "a");
        receive(10, 11, 30, "b");
        drain("a", "b");

        assertThat(broken()).containsExactly(Rule.GROUP_SHARED);
    }

    @Test
    void anEarlierMessageMayComeAgainWhileALaterOneIsHidden() {
        sendFifo("a", 0, 1);
        sendFifo("b", 2, 3);
        receive(6, 7, 30, "a", "b");
        hide("a@6", 8, 9, 0);
        receive(10, 11, 30, "a");
        drain("a", "b");

        assertThat(broken()).isEmpty();
    }

    @Test
    void aGroupGoesOnWhenItsMessageIsDeleted() {
        sendFifo("a", 0, 1);
        sendFifo("b", 2, 3);
        receive(6, 7, 30, "a");
        deleteUnanswered("a@6", 8);
        receive(10, 11, 30, "b");
        delete("b@10", 12, 13);

        assertThat(broken()).isEmpty();
    }

    @Test
    void aLaterMessageDoesNotComeBeforeAnEarlierOne() {
        sendFifo("a", 0, 1);
        sendFifo("b", 2, 3);
        drain("b", "a");

        assertThat(broken()).containsExactly(Rule.OUT_OF_ORDER);
    }

    @Test
    void aLaterMessageDoesNotComeBeforeAnEarlierOneInOneAnswer() {
        sendFifo("a", 0, 1);
        sendFifo("b", 2, 3);
        receive(6, 7, 30, "b", "a");
        drain("a", "b");

        assertThat(broken()).containsExactly(Rule.OUT_OF_ORDER);
    }

    @Test
    void aChangeOfOwnerDoesNotReorderAGroup() {
        sendFifo("a", 0, 1);
        sendFifo("b", 2, 3);
        receive(4, 5, 30, "a");
        ownerChanges.add(span(6, 7));
        receive(8, 9, 30, "b");
        drain("a", "b");

        assertThat(broken()).containsExactly(Rule.OUT_OF_ORDER);
    }

    @Test
    void messagesThatWereSentAtTheSameTimeHaveEitherOrder() {
        sendFifo("a", 0, 5);
        sendFifo("b", 1, 4);
        drain("b", "a");

        assertThat(broken()).isEmpty();
    }

    @Test
    void groupsAreIndependentOfEachOther() {
        sendFifo("a", "g", "da", 0, 1, "1");
        sendFifo("b", "h", "db", 2, 3, "2");
        receive(4, 5, 30, "b");
        receive(6, 7, 30, "a");
        drain("a", "b");

        assertThat(broken()).doesNotContain(Rule.OUT_OF_ORDER, Rule.GROUP_SHARED);
    }

    // ---- deduplication

    @Test
    void aRepeatedSendAddsNothing() {
        sendUnanswered("a", "d", 0);
        sendFifo("b", "g", "d", 2, 3, "1");
        drain("a");

        assertThat(broken()).isEmpty();
    }

    @Test
    void aRepeatedSendThatCameTwiceIsDoubled() {
        sendUnanswered("a", "d", 0);
        sendFifo("b", "g", "d", 2, 3, "1");
        drain("a", "b");

        assertThat(broken()).containsExactly(Rule.DOUBLED);
    }

    @Test
    void aRepeatedSendIsAnsweredWithTheFirstMessage() {
        sendFifo("a", "g", "d", 0, 1, "1");
        sendFifo("b", "g", "d", 2, 3, "2");
        drain("a");

        assertThat(broken()).containsExactly(Rule.DOUBLED);
    }

    @Test
    void anAcknowledgedRepetitionOfWhatIsNowhereIsLost() {
        sendUnanswered("a", "d", 0);
        sendFifo("b", "g", "d", 2, 3, "1");
        drain();

        assertThat(broken()).containsExactly(Rule.LOST_SEND);
    }

    @Test
    void anAnomalySaysWhichCallsShowIt() {
        send("a", 0, 1);
        receive(2, 3, 30, "a");
        delete("a@2", 4, 5);
        drain("a");

        Anomaly anomaly = HistoryChecker.check(new History(calls, ownerChanges, nanos(DRAIN)))
                .getFirst();

        assertThat(anomaly.what()).isEqualTo("a");
        assertThat(anomaly.evidence()).hasSize(4);
        assertThat(anomaly.toString()).contains("UNDELETED: a", "Delete[");
    }
}

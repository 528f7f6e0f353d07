package io.posthorn.queue.state;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

/** Fair queues: standard queues whose messages have a MessageGroupId. */
class FairOrderTest {

    private static final Duration HOUR = Duration.ofHours(1);
    private final LiveQueue queue = LiveQueue.standard();

    private void sendMany(String tenant, int count) {
        for (int i = 0; i < count; i++) {
            queue.sendToTenant(tenant, tenant + i);
        }
    }

    private List<String> receiveMany(int count) {
        List<String> received = new ArrayList<>();
        while (received.size() < count) {
            received.addAll(queue.receiveFor(Math.min(10, count - received.size()), HOUR));
        }
        return received;
    }

    @Test
    void tenantsThatAreNotNoisyAreServedInOrderOfSending() {
        queue.sendToTenant("a", "a1");
        queue.sendToTenant("b", "b1");
        queue.send("alone");
        queue.sendToTenant("a", "a2");

        assertThat(queue.receive(10)).containsExactly("a1", "b1", "alone", "a2");
    }

    @Test
    void aTenantWithThirtyInFlightAndATenthOfAllGivesWayToTheQuiet() {
        sendMany("loud", 40);
        queue.sendToTenant("quiet", "q1");
        queue.send("alone");

        List<String> received = receiveMany(32);

        assertThat(received.subList(0, 30)).allMatch(label -> label.startsWith("loud"));
        assertThat(received.subList(30, 32)).containsExactly("q1", "alone");
        assertThat(queue.counts().noisyGroups()).isEqualTo(1);
        assertThat(queue.receive(10)).hasSize(10).allMatch(label -> label.startsWith("loud"));
    }

    @Test
    void thirtyInFlightThatAreNoMoreThanATenthAreNotNoisy() {
        IntStream.range(0, 300).forEach(i -> queue.send("alone" + i));
        receiveMany(300);
        sendMany("a", 31);
        queue.sendToTenant("b", "b1");

        assertThat(receiveMany(32)).last().isEqualTo("b1");
        assertThat(queue.counts().noisyGroups()).isZero();
    }

    @Test
    void ofSeveralNoisyTenantsTheOneWithFewestInFlightGoesFirst() {
        sendMany("a", 50);
        receiveMany(40);
        sendMany("b", 50);
        List<String> received = receiveMany(30);
        assertThat(received).allMatch(label -> label.startsWith("b"));

        assertThat(receiveMany(10)).allMatch(label -> label.startsWith("b"));
        assertThat(queue.counts().noisyGroups()).isEqualTo(2);
        assertThat(receiveMany(2)).anyMatch(label -> label.startsWith("a"));
    }

    @Test
    void aTenantThatUsesTheConsumersTimeIsNoisy() {
        queue.sendToTenant("slow", "slow1");
        queue.receiveFor(1, HOUR);
        queue.afterSeconds(45);
        queue.delete("slow1");
        queue.sendToTenant("slow", "slow2");
        queue.sendToTenant("quick", "quick1");

        assertThat(queue.counts().noisyGroups()).isZero();
        assertThat(queue.receive(10)).containsExactly("slow2", "quick1");
    }

    @Test
    void aTenantThatUsesTheConsumersTimeGivesWayWhileItHasABacklog() {
        queue.sendToTenant("slow", "slow1", "slow2", "slow3");
        queue.receiveFor(1, HOUR);
        queue.afterSeconds(45);
        queue.delete("slow1");
        queue.sendToTenant("quick", "quick1");

        assertThat(queue.receive(10)).containsExactly("quick1", "slow2", "slow3");
    }

    @Test
    void aNoisyTenantIsQuietAgainWhenItsBacklogIsEmpty() {
        sendMany("loud", 40);
        queue.sendToTenant("quiet", "q1");
        receiveMany(31);
        assertThat(queue.counts().noisyGroups()).isEqualTo(1);

        receiveMany(10);

        assertThat(queue.counts().noisyGroups()).isZero();
    }

    @Test
    void aNoisyTenantIsQuietAgainWhenItSentNothingForFiveMinutes() {
        sendMany("loud", 40);
        queue.sendToTenant("quiet", "q1");
        receiveMany(31);
        queue.after(Duration.ofMinutes(5));
        queue.sendToTenant("quiet", "q2");

        assertThat(queue.receive(10)).hasSize(10).allMatch(label -> label.startsWith("loud"));
        assertThat(queue.receive(10)).containsExactly("q2");
    }

    @Test
    void theQuietFiguresLeaveOutWhatNoisyGroupsHave() {
        sendMany("loud", 40);
        queue.send("later", "loud", null, Duration.ofMinutes(1), null);
        queue.afterSeconds(10);
        queue.sendToTenant("quiet", "q1", "q2");
        queue.afterSeconds(10);
        queue.send("alone");
        assertThat(receiveMany(31)).last().isEqualTo("q1");

        Counts counts = queue.counts();

        assertThat(counts.noisyGroups()).isEqualTo(1);
        assertThat(counts.visible()).isEqualTo(12);
        assertThat(counts.quiet()).isEqualTo(new Counts.Quiet(2, 1, 0, LiveQueue.START.plusSeconds(10)));
        assertThat(counts.oldestSentAt()).isEqualTo(LiveQueue.START);
    }

    @Test
    void theOldestOfTheQuietIsFoundWhenTheOldestLeaves() {
        sendMany("loud", 40);
        queue.afterSeconds(10);
        queue.sendToTenant("quiet", "q1");
        queue.afterSeconds(10);
        queue.send("alone");
        receiveMany(31);

        queue.delete("q1");
        assertThat(queue.counts().quiet().oldestSentAt()).isEqualTo(LiveQueue.START.plusSeconds(20));

        queue.receiveFor(1, HOUR);
        queue.delete("alone");
        assertThat(queue.counts().quiet()).isEqualTo(new Counts.Quiet(0, 0, 0, null));
    }

    @Test
    void aGroupThatIsQuietAgainCountsAgain() {
        sendMany("loud", 40);
        queue.sendToTenant("quiet", "q1");
        receiveMany(31);
        assertThat(queue.counts().quiet().inFlight()).isEqualTo(1);

        receiveMany(10);

        assertThat(queue.counts().quiet()).isEqualTo(new Counts.Quiet(0, 41, 0, LiveQueue.START));
    }

    @Test
    void aGroupThatSentNothingForFiveMinutesCountsAgainWithoutAReceive() {
        sendMany("loud", 40);
        queue.sendToTenant("quiet", "q1");
        receiveMany(31);

        queue.after(Duration.ofMinutes(5));

        assertThat(queue.counts().noisyGroups()).isZero();
        assertThat(queue.counts().quiet().visible()).isEqualTo(10);
    }

    private enum Happening {
        LOUD_SENDS,
        QUIET_SENDS,
        ALONE_SENDS,
        LATE_ONE_ARRIVES,
        TEN_ARE_RECEIVED,
        TEN_ARE_SEEN,
        FIRST_IS_DELETED,
        MINUTES_PASS
    }

    @Property
    void theQuietFiguresAreAlwaysPartOfAll(@ForAll @Size(max = 60) List<Happening> happenings) {
        List<String> held = new ArrayList<>();
        for (Happening each : happenings) {
            happen(each, held);
            Counts counts = queue.counts();
            Counts.Quiet quiet = counts.quiet();
            assertThat(quiet.visible()).isBetween(0, counts.visible());
            assertThat(quiet.inFlight()).isBetween(0, counts.inFlight());
            assertThat(quiet.delayed()).isBetween(0, counts.delayed());
            if (counts.noisyGroups() == 0) {
                assertThat(quiet)
                        .isEqualTo(new Counts.Quiet(
                                counts.visible(), counts.inFlight(), counts.delayed(), counts.oldestSentAt()));
            } else {
                assertThat(quiet.visible()).isLessThan(counts.visible());
            }
        }
        queue.state.purge(queue.now);
        assertThat(queue.counts().quiet()).isEqualTo(new Counts.Quiet(0, 0, 0, null));
    }

    private void happen(Happening happening, List<String> held) {
        switch (happening) {
            case LOUD_SENDS -> sendMany("loud", 20);
            case QUIET_SENDS -> queue.sendToTenant("quiet", "q");
            case ALONE_SENDS -> queue.send("alone");
            case LATE_ONE_ARRIVES -> queue.send("late", "quiet", null, Duration.ofMinutes(3), null);
            case TEN_ARE_RECEIVED -> held.addAll(queue.receiveFor(10, HOUR));
            case TEN_ARE_SEEN -> queue.receiveFor(10, Duration.ZERO);
            case FIRST_IS_DELETED -> {
                if (!held.isEmpty()) {
                    queue.delete(held.removeFirst());
                }
            }
            case MINUTES_PASS -> queue.after(Duration.ofMinutes(2));
        }
    }

    @Test
    void groupsOfAStandardQueueNeitherOrderNorLockNorDeduplicate() {
        queue.sendToTenant("g", "m1");
        queue.receive(1);
        queue.sendToTenant("g", "m2");

        assertThat(queue.receive(1)).containsExactly("m2");
        assertThat(queue.lease("m2").groupId()).isEqualTo("g");
        assertThat(queue.lease("m2").deduplicationId()).isNull();
    }
}

package io.posthorn.topic.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.posthorn.platform.AccountId;
import io.posthorn.topic.attribute.HealthyRetryPolicy;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GatesTest {
    private static final Instant NOON = Instant.parse("2026-06-01T12:00:00Z");

    private final Gates gates = new Gates(DeliveryDatabase.limits(10, 10, Optional.empty()));

    @Test
    void aTargetIsAdmittedWhileNothingIsKnownAgainstItAndThereIsRoom() {
        Target target = target(2);

        assertThat(gates.admits(target, 1, NOON)).isTrue();
        gates.began(target.key(), 1, NOON);
        assertThat(gates.admits(target, 1, NOON)).isTrue();
        gates.began(target.key(), 1, NOON);
        assertThat(gates.admits(target, 1, NOON)).isFalse();
        gates.ended(target.key(), 1, true, NOON);
        assertThat(gates.admits(target, 1, NOON)).isTrue();
        gates.waiting(target.key());
        assertThat(gates.admits(target, 1, NOON)).isFalse();
    }

    @Test
    void aTargetThatFailedIsNotAdmittedUntilItIsKnownToBeWell() {
        Target target = target(2);
        gates.began(target.key(), 1, NOON);
        gates.ended(target.key(), 1, false, NOON);

        assertThat(gates.admits(target, 1, NOON)).isFalse();
        gates.known(new Standing(target.key(), Optional.empty(), Optional.empty(), Optional.empty()));
        assertThat(gates.admits(target, 1, NOON)).isTrue();
    }

    @Test
    void bytesAreBoundedAndSoAreAllAttemptsTogether() {
        assertThat(gates.admits(target(50), 64L * 1024 * 1024, NOON)).isTrue();
        assertThat(gates.admits(target(50), 64L * 1024 * 1024 + 1, NOON)).isFalse();
        for (int i = 0; i < 10; i++) {
            gates.began(target(1).key(), 1, NOON);
        }
        assertThat(gates.admits(target(50), 1, NOON)).isFalse();
        assertThat(gates.freeInAll()).isZero();
    }

    @Test
    void targetsThatAreSilentHaveHalfOfAllPlacesAtMost() {
        TargetKey silent = target(50).key();
        for (int i = 0; i < 4; i++) {
            gates.began(silent, 1, NOON);
        }

        assertThat(gates.unwell(NOON).free()).isEqualTo(5);
        assertThat(gates.unwell(NOON.plusSeconds(1)).free()).isEqualTo(1);
        assertThat(gates.full(NOON.plusSeconds(1))).containsExactly(silent);
    }

    @Test
    void amongTargetsThatAreNotWellAnAccountLeavesOthersAsManyPlacesAsItHas() {
        Gates many = new Gates(DeliveryDatabase.limits(24, 10, Optional.empty()));
        AccountId greedy = new AccountId("222222222222");
        AccountId other = new AccountId("333333333333");
        Instant later = NOON.plusSeconds(1);
        int begun = 0;
        while (many.unwell(later).freeFor(greedy) > 0) {
            many.began(target(greedy).key(), 1, NOON);
            begun++;
        }

        assertThat(begun).isEqualTo(6);
        assertThat(many.unwell(later).fullAccounts()).containsExactly(greedy);
        assertThat(many.unwell(later).free()).isEqualTo(6);
        assertThat(many.unwell(later).freeFor(other)).isEqualTo(3);
        // Of what is well it may begin more.
        assertThat(many.freeFor(greedy)).isEqualTo(6);
    }

    @Test
    void anAccountLeavesOthersAsManyPlacesAsItHas() {
        AccountId greedy = new AccountId("222222222222");
        Target other = target(50);
        int begun = 0;
        while (gates.admits(target(greedy), 1, NOON)) {
            gates.began(target(greedy).key(), 1, NOON);
            begun++;
        }

        assertThat(begun).isEqualTo(5);
        assertThat(gates.fullAccounts()).containsExactly(greedy);
        assertThat(gates.free(target(greedy).key(), NOON)).isZero();
        assertThat(gates.admits(other, 1, NOON)).isTrue();
        assertThat(gates.freeFor(other.key().account())).isEqualTo(3);
    }

    @Test
    void anAccountLeavesOthersAsManyBytesAsItHas() {
        long half = 32L * 1024 * 1024;
        Target target = target(new AccountId("222222222222"));
        gates.began(target.key(), half, NOON);

        assertThat(gates.admits(target, 1, NOON)).isFalse();
        assertThat(gates.fullAccounts()).containsExactly(target.key().account());
        assertThat(gates.admits(target(50), half, NOON)).isTrue();
        gates.ended(target.key(), half, true, NOON);
        assertThat(gates.fullAccounts()).isEmpty();
    }

    @Test
    void theFewerPlacesAnAccountHasLeftTheFewerOneOfItsTargetsMayHave() {
        Gates large = new Gates(DeliveryDatabase.limits(1000, 10, Optional.empty()));
        for (int i = 0; i < 440; i++) {
            large.began(target(1).key(), 1, NOON);
        }
        Target target = target(30);
        int begun = 0;
        while (large.admits(target, 1, NOON)) {
            large.began(target.key(), 1, NOON);
            begun++;
        }

        assertThat(begun).isEqualTo(12);
        assertThat(large.full(NOON)).contains(target.key());
        assertThat(large.admits(target(30), 1, NOON)).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"1, 0", "2, 1", "5, 2", "8, 4"})
    void whileDeliveriesWaitForATargetNewOnesHaveHalfOfItsPlaces(int places, int admitted) {
        Gates large = new Gates(DeliveryDatabase.limits(1000, 10, Optional.empty()));
        Target target = target(places);
        large.waiting(target.key());
        large.resize(target.key(), places);
        int begun = 0;
        while (large.admits(target, 1, NOON)) {
            large.began(target.key(), 1, NOON);
            begun++;
        }

        assertThat(begun).isEqualTo(admitted);
        assertThat(large.free(target.key(), NOON)).isEqualTo(places - admitted);
    }

    @Test
    void whatWasLearntSinceAllWereAskedForIsNewerThanTheAnswer() {
        Target old = target(5);
        Target fresh = target(5);
        gates.waiting(old.key());
        long asked = gates.asking();
        gates.waiting(fresh.key());

        gates.answered(List.of(), asked);

        assertThat(gates.hasBacklog(old.key())).isFalse();
        assertThat(gates.hasBacklog(fresh.key())).isTrue();
    }

    private static Target target(int maxConcurrent) {
        return target(DeliveryDatabase.ACCOUNT, maxConcurrent);
    }

    private static Target target(AccountId account) {
        return target(account, 1);
    }

    private static Target target(AccountId account, int maxConcurrent) {
        return new ScriptedKind.Scripted(
                new TargetKey(account, ScriptedKind.NAME, UUID.randomUUID()),
                new HealthyRetries(HealthyRetryPolicy.DEFAULT),
                OptionalInt.empty(),
                maxConcurrent,
                ScriptedKind.never());
    }
}

package io.posthorn.topic.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LockedTargetTest {
    private static final Instant NOON = Instant.parse("2026-06-01T12:00:00Z");
    private static final Duration PACE = Duration.ofMillis(100);

    private final LockedTarget target = new LockedTarget(0, Duration.ZERO, null, null, null);

    @Test
    void theNextSlotIsNoFurtherAwayThanThePace() {
        LockedTarget slow = new LockedTarget(7, Duration.ofSeconds(1), NOON.plusMillis(900), null, null);

        slow.keep(slow.pace(), NOON);
        assertThat(slow.nextSlotAt()).isEqualTo(NOON.plusMillis(900));
        slow.keep(PACE, NOON);
        assertThat(slow.nextSlotAt()).isEqualTo(NOON.plusMillis(100));
        slow.keep(Duration.ofSeconds(1), NOON);
        assertThat(slow.nextSlotAt()).isEqualTo(NOON.plusMillis(100));
        assertThat(slow.pace()).isEqualTo(Duration.ofSeconds(1));
    }

    @Test
    void withoutAPaceThereIsNoSlot() {
        LockedTarget paced = new LockedTarget(7, PACE, NOON.plusMillis(50), null, null);

        paced.keep(Duration.ZERO, NOON);

        assertThat(paced.nextSlotAt()).isNull();
    }

    @Test
    void aTargetThatFailsLongEnoughWithoutASuccessIsDisabledOnce() {
        DeliveryLimits limits = DeliveryDatabase.limits(10, 10, Optional.of(Duration.ofHours(1)));
        target.learn(Change.Health.FAILING, NOON, limits);
        target.learn(Change.Health.FAILING, NOON.plusSeconds(3599), limits);
        assertThat(target.isDisabled()).isFalse();
        target.learn(Change.Health.WELL, NOON.plusSeconds(3599), limits);
        target.learn(Change.Health.FAILING, NOON.plusSeconds(3600), limits);
        assertThat(target.isDisabled()).isFalse();
        target.learn(Change.Health.FAILING, NOON.plusSeconds(7200), limits);
        assertThat(target.wasDisabledNow()).isTrue();

        LockedTarget later = new LockedTarget(0, Duration.ZERO, null, target.failingSince(), target.disabledAt());
        later.learn(Change.Health.FAILING, NOON.plusSeconds(9000), limits);
        assertThat(later.isDisabled()).isTrue();
        assertThat(later.wasDisabledNow()).isFalse();
    }

    @Test
    void withoutALimitNoTargetIsDisabled() {
        DeliveryLimits limits = DeliveryDatabase.limits();
        target.learn(Change.Health.FAILING, NOON, limits);
        target.learn(Change.Health.FAILING, NOON.plus(Duration.ofDays(365)), limits);

        assertThat(target.isDisabled()).isFalse();
    }
}

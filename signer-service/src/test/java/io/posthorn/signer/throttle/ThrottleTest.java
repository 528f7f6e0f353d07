package io.posthorn.signer.throttle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.posthorn.platform.AccountId;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ThrottleTest {
    private static final AccountId ONE = new AccountId("111111111111");
    private static final AccountId OTHER = new AccountId("222222222222");
    private static final long SECOND = 1_000_000_000L;

    private final Throttle throttle = new Throttle(Map.of(ActionClass.WRITE, new Rate(10, 3)));

    @Test
    void aBurstIsAllowedAndThenTheRate() {
        long now = Long.MAX_VALUE - SECOND;

        assertThat(taken(ONE, 5, now)).isEqualTo(3);
        assertThat(taken(ONE, 5, now + SECOND / 10)).isEqualTo(1);
        assertThat(taken(ONE, 5, now + 10 * SECOND))
                .as("a rest fills no more than a burst")
                .isEqualTo(3);
    }

    @Test
    void oneAccountDoesNotUseUpAnothers() {
        assertThat(taken(ONE, 5, 0)).isEqualTo(3);
        assertThat(taken(OTHER, 5, 0)).isEqualTo(3);
    }

    @Test
    void classesWithoutARateAreNotThrottled() {
        for (int i = 0; i < 1000; i++) {
            assertThat(throttle.allows(ONE, ActionClass.READ, 0)).isTrue();
        }
        assertThat(throttle.size()).isZero();
    }

    @Test
    void fullBucketsMakeRoomForOthers() {
        for (int i = 0; i < Buckets.MAX_BUCKETS; i++) {
            throttle.allows(new AccountId("a" + i), ActionClass.WRITE, 0);
        }

        throttle.allows(ONE, ActionClass.WRITE, 10 * SECOND);

        assertThat(throttle.size()).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({
        "GetQueueUrl, READ",
        "ListQueues, READ",
        "ReceiveMessage, READ",
        "SendMessageBatch, WRITE",
        "DeleteMessage, WRITE",
        "ChangeMessageVisibility, WRITE",
        "DeleteQueue, ADMIN",
        "PurgeQueue, ADMIN",
        "'', ADMIN"
    })
    void actionsHaveAClass(String action, ActionClass expected) {
        assertThat(ActionClass.of(action)).isEqualTo(expected);
    }

    @Test
    void nothingIsThrottledByDefault() {
        assertThat(configured().isOn()).isFalse();
    }

    @Test
    void configuredRatesHold() {
        Throttle configured = configured(
                "posthorn.signer.throttle.admin.rate", "0.5",
                "posthorn.signer.throttle.admin.burst", "2");

        assertThat(configured.isOn()).isTrue();
        assertThat(configured.allows(ONE, ActionClass.ADMIN, 0)).isTrue();
        assertThat(configured.allows(ONE, ActionClass.ADMIN, 0)).isTrue();
        assertThat(configured.allows(ONE, ActionClass.ADMIN, SECOND)).isFalse();
        assertThat(configured.allows(ONE, ActionClass.ADMIN, 2 * SECOND)).isTrue();
    }

    @Test
    void aRateThatCannotBeIsRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> new Rate(-1, 1));
        assertThatIllegalArgumentException().isThrownBy(() -> new Rate(1, 0));
        assertThatIllegalArgumentException().isThrownBy(() -> new Rate(Double.NaN, 1));
    }

    private int taken(AccountId account, int tries, long now) {
        int taken = 0;
        for (int i = 0; i < tries; i++) {
            taken += throttle.allows(account, ActionClass.WRITE, now) ? 1 : 0;
        }
        return taken;
    }

    private static Throttle configured(String... properties) {
        SmallRyeConfigBuilder builder = new SmallRyeConfigBuilder().withMapping(ThrottleConfig.class);
        for (int i = 0; i < properties.length; i += 2) {
            builder.withDefaultValue(properties[i], properties[i + 1]);
        }
        return builder.build().getConfigMapping(ThrottleConfig.class).toThrottle();
    }
}

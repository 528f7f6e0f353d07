package io.posthorn.signer.throttle;

import static org.assertj.core.api.Assertions.assertThat;

import io.posthorn.platform.AccountId;
import org.junit.jupiter.api.Test;

class QueueQuotaTest {
    private static final AccountId FOLDER = new AccountId("b1gfolder");
    private static final long SECOND = 1_000_000_000L;

    private final QueueQuota quota = new QueueQuota(new Rate(300, 300), new Rate(30, 30));

    private int allowed(String queue, String action, long now) {
        int allowed = 0;
        for (int i = 0; i < 1_000; i++) {
            allowed += quota.allows(FOLDER, "ru-central1", queue, action, now) ? 1 : 0;
        }
        return allowed;
    }

    @Test
    void eachTypeOfQueueHasItsRate() {
        assertThat(allowed("jobs", "SendMessage", 0)).isEqualTo(300);
        assertThat(allowed("jobs.fifo", "SendMessage", 0)).isEqualTo(30);
        assertThat(allowed("jobs.fifo", "SendMessage", SECOND)).isEqualTo(30);
    }

    @Test
    void aBatchIsACallOfItsFamilyAndFamiliesAndQueuesDoNotUseUpEachOther() {
        assertThat(allowed("jobs.fifo", "SendMessageBatch", 0)).isEqualTo(30);
        assertThat(allowed("jobs.fifo", "SendMessage", 0)).isZero();
        assertThat(allowed("jobs.fifo", "ReceiveMessage", 0)).isEqualTo(30);
        assertThat(allowed("other.fifo", "SendMessage", 0)).isEqualTo(30);
    }

    @Test
    void otherActionsAndNamesOfNoQueueAreNotCounted() {
        assertThat(allowed("jobs.fifo", "GetQueueAttributes", 0)).isEqualTo(1_000);
        assertThat(allowed("x".repeat(81), "SendMessage", 0)).isEqualTo(1_000);
    }

    @Test
    void withoutRatesItIsOff() {
        assertThat(quota.isOn()).isTrue();
        assertThat(new QueueQuota(Rate.UNLIMITED, Rate.UNLIMITED).isOn()).isFalse();
    }
}

package io.posthorn.queue.seal;

import static org.assertj.core.api.Assertions.assertThat;

import io.posthorn.platform.AccountId;
import io.posthorn.queue.queue.QueueKey;
import io.posthorn.queue.queue.QueueName;
import java.util.Set;
import org.junit.jupiter.api.Test;

class DeduplicationKeysTest {
    private static final QueueKey JOBS = key("111111111111", "eu-west-1", "jobs.fifo");

    private final DeduplicationKeys keys = new DeduplicationKeys(new byte[16]);

    private static QueueKey key(String account, String region, String name) {
        return new QueueKey(new AccountId(account), region, new QueueName(name));
    }

    @Test
    void theSameIdOfTheSameQueueIsAlwaysTheSameKey() {
        assertThat(keys.of(JOBS, "a")).isEqualTo(new DeduplicationKeys(new byte[16]).of(JOBS, "a"));
    }

    @Test
    void otherIdsQueuesAndInstallationsHaveOtherKeys() {
        byte[] other = new byte[16];
        other[0] = 1;

        assertThat(Set.of(
                        keys.of(JOBS, "a"),
                        keys.of(JOBS, "b"),
                        keys.of(key("222222222222", "eu-west-1", "jobs.fifo"), "a"),
                        keys.of(key("111111111111", "eu-west-2", "jobs.fifo"), "a"),
                        keys.of(key("111111111111", "eu-west-1", "job.fifo"), "a"),
                        new DeduplicationKeys(other).of(JOBS, "a")))
                .hasSize(6);
    }

    @Test
    void aKeyIsToldFromWhatCallersMayGive() {
        assertThat(DeduplicationKeys.isOne(keys.of(JOBS, "a"))).isTrue();
        assertThat(DeduplicationKeys.isOne("hmac-a")).isFalse();
        assertThat(DeduplicationKeys.isOne("0f8fad5b-d9cb-469f-a165-70867728950e"))
                .isFalse();
        assertThat(keys.of(JOBS, "secret")).doesNotContain("secret");
    }
}

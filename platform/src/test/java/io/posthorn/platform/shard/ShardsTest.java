package io.posthorn.platform.shard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.posthorn.platform.AccountId;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ShardsTest {
    /** Computed apart from this code. A failure here means that stored queues would be looked for elsewhere. */
    @ParameterizedTest
    @CsvSource({
        "64, 000000000000, us-east-1, orders, 51",
        "64, 123456789012, eu-west-1, orders, 27",
        "64, 123456789012, eu-west-1, orders.fifo, 30",
        "64, 123456789012, eu-central-1, orders, 40",
        "64, b1gfolder, ru-central1, a, 58",
        "7, 123456789012, eu-west-1, orders, 4",
        "1024, 1, '', ü, 363"
    })
    void theFunctionNeverChanges(int count, String account, String region, String name, int shard) {
        assertThat(new Shards(count).of(new AccountId(account), region, name)).isEqualTo(shard);
    }

    @Test
    void anInstallationHas64ShardsUnlessItChooses() {
        assertThat(Shards.standard().count()).isEqualTo(64);
    }

    @Test
    void similarNamesSpreadEvenly() {
        int[] queues = new int[64];
        AccountId account = new AccountId("123456789012");
        for (int i = 0; i < 64_000; i++) {
            queues[Shards.standard().of(account, "eu-west-1", "orders-" + i)]++;
        }

        // A mean of 1000 with a standard deviation of 31: six deviations either way.
        assertThat(Arrays.stream(queues).boxed())
                .allSatisfy(count -> assertThat(count).isBetween(810, 1190));
    }

    @Test
    void whereOnePartEndsMatters() {
        Shards shards = new Shards(1024);

        assertThat(shards.of(new AccountId("1"), "ab", "c")).isNotEqualTo(shards.of(new AccountId("1"), "a", "bc"));
    }

    @Test
    void aCountOutOfRangeIsRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> new Shards(0));
        assertThatIllegalArgumentException().isThrownBy(() -> new Shards(1025));
    }
}

package io.posthorn.platform.event;

import static org.assertj.core.api.Assertions.assertThat;

import io.posthorn.platform.AccountId;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class TargetNoticeTest {
    @Test
    void whatIsWrittenIsRead() throws EventException {
        UUID target = UUID.fromString("00000000-0000-0000-0000-000000000007");
        TargetNotice notice = new TargetNotice(
                1,
                new AccountId("111111111111"),
                "webhook",
                target,
                TargetNotice.DISABLED,
                Instant.parse("2026-06-01T12:00:00Z"));

        assertThat(TargetNotice.CODEC.decode(TargetNotice.CODEC.encode(notice))).isEqualTo(notice);
        assertThat(notice.recordKey()).isEqualTo("111111111111/webhook/" + target);
    }
}

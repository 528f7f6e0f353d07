package io.posthorn.signer.identity;

import static org.assertj.core.api.Assertions.assertThat;

import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.core.Response;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class OperatorDoorTest {
    private static final String TOKEN = "0123456789abcdef";
    private final AtomicInteger opened = new AtomicInteger();

    @Test
    void withoutAConfiguredTokenThereIsNothing() {
        assertThat(status(Optional.empty(), "Bearer " + TOKEN)).isEqualTo(404);
        assertThat(opened).hasValue(0);
    }

    @Test
    void withAnotherTokenNothingIsDone() {
        assertThat(status(Optional.of(TOKEN), "Bearer " + TOKEN + "0")).isEqualTo(401);
        assertThat(status(Optional.of(TOKEN), null)).isEqualTo(401);
        assertThat(opened).hasValue(0);
    }

    @Test
    void withTheTokenItOpens() {
        assertThat(status(Optional.of(TOKEN), "Bearer " + TOKEN)).isEqualTo(204);
        assertThat(opened).hasValue(1);
    }

    private int status(Optional<String> configured, @Nullable String authorization) {
        return new OperatorDoor(new OperatorToken(configured))
                .open(authorization, () -> {
                    opened.incrementAndGet();
                    return Uni.createFrom().item(Response.noContent().build());
                })
                .await()
                .indefinitely()
                .getStatus();
    }
}

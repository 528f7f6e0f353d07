package io.posthorn.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class JsonBodyTest {
    record Broker(
            String brokerId, @WireName("ARN") @Nullable String arn, List<String> users) {}

    private static final JsonBody<Broker> BODY =
            JsonBody.of(Broker.class, MemberNames.AS_DECLARED, RequestLimits.DEFAULT, QueueApi.MALFORMED);

    @Test
    void componentsAreCalledAsDeclared() {
        byte[] body = BODY.encode(new Broker("b-1", "arn:x", List.of()));

        assertThat(new String(body, StandardCharsets.UTF_8)).isEqualTo("{\"brokerId\":\"b-1\",\"ARN\":\"arn:x\"}");
        assertThat(BODY.decode(body)).isEqualTo(new Broker("b-1", "arn:x", List.of()));
    }

    @Test
    void aMissingRequiredMemberIsMalformed() {
        assertThatExceptionOfType(ApiException.class)
                .isThrownBy(() -> BODY.decode("{\"users\":[]}".getBytes(StandardCharsets.UTF_8)))
                .satisfies(e -> assertThat(e.error()).isEqualTo(QueueApi.MALFORMED))
                .withMessage("The member brokerId is missing.");
    }
}

package io.posthorn.queue.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.posthorn.queue.state.MessageId;
import org.junit.jupiter.api.Test;

class DialectTest {
    private static final String UUID = "213c792a-2afa-4234-8759-dbc30e5b8ef8";

    @Test
    void aMessageHasItsIdInEachDialect() {
        MessageId id = new MessageId(0x213c792a2afa4234L, 0x8759dbc30e5b8ef8L);

        assertThat(Dialect.AWS.messageId(id)).isEqualTo(UUID);
        assertThat(Dialect.YANDEX.messageId(id)).isEqualTo("213c792a-2afa4234-8759dbc3-e5b8ef8");
    }

    @Test
    void aRequestIdHasFivePartsInYandexCloudAndNamesTheEdges() {
        assertThat(Dialect.AWS.requestId(UUID)).isEqualTo(UUID);
        assertThat(Dialect.YANDEX.requestId(UUID))
                .isEqualTo("213c792a-2afa4234-8759dbc3-e5b8ef8-213c792a2afa42348759dbc30e5b8ef8");
        assertThat(Dialect.YANDEX.requestId("request-1")).isEqualTo("request-1");
    }

    @Test
    void fifoQueuesOfYandexCloudHaveFewerMessagesInFlight() {
        assertThat(Dialect.YANDEX.maximumInFlight(true)).isEqualTo(20_000);
        assertThat(Dialect.YANDEX.maximumInFlight(false)).isEqualTo(120_000);
        assertThat(Dialect.AWS.maximumInFlight(true)).isEqualTo(120_000);
    }
}

package io.posthorn.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.posthorn.platform.AccountId;
import io.posthorn.platform.Call;
import io.posthorn.platform.Principal;
import io.posthorn.platform.Source;
import io.posthorn.queue.queue.Dialect;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whose rules a call is answered by. */
class DialectsTest {
    private record Configured(Optional<Set<String>> accounts, Optional<Set<String>> hosts)
            implements QueueServiceConfig.Yandex {}

    private final Dialects dialects = new Dialects(new Configured(
            Optional.of(Set.of("b1gfolder")), Optional.of(Set.of("Message-Queue.example", "localhost:4567", "[::1]"))));

    @ParameterizedTest
    @CsvSource({
        "b1gfolder,http://localhost:4566,YANDEX",
        "123456789012,http://localhost:4566,AWS",
        "123456789012,http://localhost:4567,YANDEX",
        "123456789012,http://localhost,AWS",
        "123456789012,https://message-queue.EXAMPLE,YANDEX",
        "123456789012,https://message-queue.example:8443,YANDEX",
        "123456789012,https://message-queue.example.org,AWS",
        "123456789012,http://[::1]:4566,YANDEX",
        "123456789012,http://[::1],YANDEX",
        "123456789012,http://[::2],AWS"
    })
    void theAccountOrTheHostDecides(String account, String origin, Dialect expected) {
        assertThat(dialects.of(call(account, origin))).isEqualTo(expected);
    }

    @Test
    void withoutConfigurationEveryoneIsAnsweredAsAmazonDoes() {
        Dialects none = new Dialects(new Configured(Optional.empty(), Optional.empty()));

        assertThat(none.of(call("b1gfolder", "https://message-queue.example"))).isEqualTo(Dialect.AWS);
    }

    @ParameterizedTest
    @ValueSource(strings = {"https://message-queue.example", "message-queue.example/", " "})
    void refusesWhatIsNoHost(String host) {
        assertThatThrownBy(() -> new Dialects(new Configured(Optional.empty(), Optional.of(Set.of(host)))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("posthorn.queue.yandex.hosts");
    }

    private static Call call(String id, String origin) {
        AccountId account = new AccountId(id);
        return new Call(
                account,
                Principal.rootOf(account),
                "AKID",
                "ru-central1",
                "sqs",
                "request",
                origin,
                Source.UNKNOWN,
                Instant.EPOCH);
    }
}

package io.posthorn.queue.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.posthorn.platform.AccountId;
import java.time.Instant;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class QueueUrlTest {
    private static final AccountId CALLER = new AccountId("111111111111");
    private static final AccountId OTHER = new AccountId("222222222222");
    private static final QueueName JOBS = new QueueName("Jobs");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://localhost:4566/222222222222/Jobs",
                "https://sqs.eu-west-1.amazonaws.com/222222222222/Jobs",
                "HTTPS://posthorn.example/222222222222/Jobs/",
                "http://[::1]:4566/222222222222/Jobs",
                "/222222222222/Jobs",
                "222222222222/Jobs"
            })
    void findsAccountAndNameBehindAnyHost(String url) {
        assertThat(QueueUrl.parse(Dialect.AWS, CALLER, "eu-west-1", url))
                .hasValueSatisfying(
                        parsed -> assertThat(parsed.key()).isEqualTo(new QueueKey(OTHER, "eu-west-1", JOBS)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"Jobs", "Jobs/", "/Jobs", "http://localhost/Jobs"})
    void takesTheCallersAccountForABareName(String url) {
        assertThat(QueueUrl.parse(Dialect.AWS, CALLER, "eu-west-1", url))
                .hasValueSatisfying(
                        parsed -> assertThat(parsed.key()).isEqualTo(new QueueKey(CALLER, "eu-west-1", JOBS)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "/",
                "http://",
                "http://localhost",
                "http://localhost/",
                "http://localhost/a/b/c/d",
                "http://localhost/222222222222/dj600000000000000001/Jobs",
                "http://localhost/222222222222/bad name",
                "http://localhost/222222222222/Jobs?x=1",
                "http://localhost/UPPER/Jobs",
                "http://localhost//Jobs",
                "Jobs.fif",
                "not a url"
            })
    void findsNoQueueInGarbage(String url) {
        assertThat(QueueUrl.parse(Dialect.AWS, CALLER, "eu-west-1", url)).isEmpty();
    }

    @Property
    void readsTheUrlsThatItWrites(@ForAll @LongRange(min = 1) long id, @ForAll Dialect dialect) {
        QueueDescription queue = description(id);

        String url = QueueUrl.of(dialect, "http://localhost:4566", queue);

        assertThat(QueueUrl.parse(dialect, OTHER, "eu-west-1", url))
                .hasValueSatisfying(parsed -> assertThat(parsed.names(queue)).isTrue());
    }

    @Property
    void tellsAQueueInYandexCloudFromTheNextOfItsName(@ForAll @LongRange(min = 1, max = 1L << 50) long id) {
        String url = QueueUrl.of(Dialect.YANDEX, "http://localhost:4566", description(id));

        assertThat(QueueUrl.parse(Dialect.YANDEX, CALLER, "eu-west-1", url))
                .hasValueSatisfying(
                        parsed -> assertThat(parsed.names(description(id + 1))).isFalse());
    }

    @Property
    void neverFails(@ForAll String text, @ForAll Dialect dialect) {
        assertThat(QueueUrl.parse(dialect, CALLER, "eu-west-1", text)).satisfies(parsed -> {
            if (parsed.isPresent()) {
                assertThat(text).contains(parsed.get().key().name().value());
            }
        });
    }

    private static QueueDescription description(long id) {
        return new QueueDescription(
                id,
                new QueueKey(CALLER, "eu-west-1", JOBS),
                new QueueProfile(QueueAttributes.defaults(Dialect.AWS, false), Map.of()),
                Instant.EPOCH,
                Instant.EPOCH);
    }
}

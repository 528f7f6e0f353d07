package io.posthorn.queue.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.posthorn.platform.AccountId;
import io.posthorn.platform.arn.Arn;
import io.posthorn.platform.event.QueueDelivery.Publication;
import io.posthorn.queue.engine.PublicationMeters.Outcome;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class PublicationMetersTest {
    private static final Instant NOW = Instant.parse("2026-03-01T10:00:00Z");

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final PublicationMeters meters = new PublicationMeters(registry, 1);

    @Test
    void publicationsAreCountedByTopicAsLongAsThereIsRoomForIt() {
        meters.count(of("first"), Outcome.STORED);
        meters.count(of("second"), Outcome.STORED);
        meters.count(of("third"), Outcome.STORED);
        meters.count(of("first"), Outcome.REFUSED_NO_QUEUE);

        assertThat(count("arn:aws:sns:eu-west-1:111111111111:first", "stored")).isEqualTo(1);
        assertThat(count("other", "stored")).isEqualTo(2);
        assertThat(count("arn:aws:sns:eu-west-1:111111111111:first", "refused_no_queue"))
                .isEqualTo(1);
    }

    @Test
    void theTimeSinceThePublicationIsRecordedAndNeverNegative() {
        meters.durable(of("first"), NOW.plusMillis(250));
        meters.durable(of("first"), NOW.minusSeconds(5));

        var timer = registry.get("posthorn_queue_publication_seconds")
                .tag("source_service", "sns.amazonaws.com")
                .timer();
        assertThat(timer.count()).isEqualTo(2);
        assertThat(timer.totalTime(TimeUnit.MILLISECONDS)).isEqualTo(250);
    }

    private double count(String source, String outcome) {
        return registry.get("posthorn_queue_publications_total")
                .tag("source_service", "sns.amazonaws.com")
                .tag("source", source)
                .tag("outcome", outcome)
                .counter()
                .count();
    }

    private static Publication of(String topic) {
        AccountId account = new AccountId("111111111111");
        return new Publication(
                "sns.amazonaws.com", Arn.aws("sns", "eu-west-1", account, topic), account, "subscription", NOW, null);
    }
}

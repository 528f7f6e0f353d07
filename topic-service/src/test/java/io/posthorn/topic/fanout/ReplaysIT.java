package io.posthorn.topic.fanout;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ReplaysIT {
    private static final Instant NOON = Placed.NOON;
    private static final Map<String, String> ARCHIVED =
            Map.of("FifoTopic", "true", "ArchivePolicy", "{\"MessageRetentionPeriod\":\"1\"}");

    private TopicDatabase database;

    @BeforeAll
    void start() {
        database = new TopicDatabase();
    }

    @AfterAll
    void stop() {
        database.close();
    }

    @Test
    void anEndIsReachedWhenWhatWasPublishedBeforeItIsInTheArchive() throws Exception {
        long topic = database.topic(Placed.TOPIC, ARCHIVED);
        database.subscribe(
                topic,
                Placed.TOPIC,
                "q.fifo",
                Map.of(
                        "ReplayPolicy",
                        "{\"PointType\":\"Timestamp\",\"StartingPoint\":\"" + NOON + "\",\"EndingPoint\":\""
                                + NOON.plusSeconds(60) + "\"}"),
                NOON);
        Replays early = replays(NOON.plusSeconds(61));
        Replays later = replays(NOON.plusSeconds(60).plus(Duration.ofMinutes(1)));

        // Records of before the end may still be on their way to Kafka.
        assertThat(early.steps(0, 9, 9))
                .singleElement()
                .satisfies(step -> assertThat(step.caughtUp()).isFalse());
        // The fan-out has not come to those that are there.
        assertThat(later.steps(0, 5, 7))
                .singleElement()
                .satisfies(step -> assertThat(step.caughtUp()).isFalse());
        TopicDatabase.on(new FifoLedger(database.pool(), TopicDatabase.seal())
                .firsts(
                        List.of(Placed.fifo(topic, 0, 6, "g", "d", NOON.plusSeconds(30))
                                .placed()),
                        _ -> TopicDatabase.view(topic, Placed.TOPIC, ARCHIVED)));
        // What was published since does not count, though it never ends.
        assertThat(later.steps(0, 8, 20)).singleElement().satisfies(step -> {
            assertThat(step.publications())
                    .extracting(PlacedPublication::offset)
                    .containsExactly(6L);
            assertThat(step.caughtUp()).isTrue();
            assertThat(step.next()).isEqualTo(8);
        });
    }

    private Replays replays(Instant now) {
        Replays replays = new Replays(database.pool(), TopicDatabase.seal(), 32, Clock.fixed(now, ZoneOffset.UTC));
        TopicDatabase.on(replays.look(new TopicViewLoader(database.pool())));
        assertThat(replays.anyActive()).isTrue();
        return replays;
    }
}

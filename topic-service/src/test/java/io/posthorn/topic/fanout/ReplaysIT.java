package io.posthorn.topic.fanout;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Tuple;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
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

    @BeforeEach
    void forget() {
        database.sql("DELETE FROM topic.topics", Tuple.tuple());
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
        assertThat(steps(early, 9, OptionalLong.of(9)))
                .singleElement()
                .satisfies(step -> assertThat(step.caughtUp()).isFalse());
        // The fan-out has not come to those that are there.
        assertThat(steps(later, 5, OptionalLong.of(7)))
                .singleElement()
                .satisfies(step -> assertThat(step.caughtUp()).isFalse());
        TopicDatabase.on(new FifoLedger(database.pool(), TopicDatabase.seal())
                .firsts(
                        List.of(Placed.fifo(topic, 0, 6, "g", "d", NOON.plusSeconds(30))
                                .placed()),
                        _ -> TopicDatabase.view(topic, Placed.TOPIC, ARCHIVED)));
        // It is not known where the partition ends.
        assertThat(steps(replays(NOON.plusSeconds(120)), 8, OptionalLong.empty()))
                .singleElement()
                .satisfies(step -> assertThat(step.caughtUp()).isFalse());
        // What was published since does not count, though it never ends.
        assertThat(steps(later, 8, OptionalLong.of(20))).singleElement().satisfies(step -> {
            assertThat(step.publications())
                    .extracting(PlacedPublication::offset)
                    .containsExactly(6L);
            assertThat(step.caughtUp()).isTrue();
            assertThat(step.next()).isEqualTo(8);
        });
    }

    @Test
    void aReplayThatFindsNothingWritesNothingAndLooksEverMoreSeldom() throws Exception {
        long topic = database.topic("idle.fifo", ARCHIVED);
        replayed(topic, "idle.fifo", "q.fifo", NOON.plus(Duration.ofDays(300)));
        Replays replays = replays(NOON);
        long start = System.nanoTime();
        step(replays, start, 0);
        String before = locks(topic);
        int steps = 0;
        for (int halves = 0; halves < 1200; halves++) {
            steps += step(
                    replays, start + Duration.ofMillis(500).multipliedBy(halves).toNanos(), 0);
        }

        assertThat(steps).isBetween(20, 30);
        assertThat(locks(topic)).isEqualTo(before);
        // Before 30 seconds are over it looks again when something is published to its topic.
        assertThat(replays.anyDue(0, start + Duration.ofMinutes(10).toNanos())).isFalse();
        replays.replaying(
                0,
                List.of(TopicDatabase.on(new TopicViewLoader(database.pool(), database.subscribers())
                                .load(TopicDatabase.ACCOUNT.value(), topic))
                        .orElseThrow()));
        assertThat(replays.anyDue(0, System.nanoTime())).isTrue();
    }

    @Test
    void aStepIsBoundedInBytesAndHoldsOnePublicationAtLeast() throws Exception {
        long topic = database.topic(Placed.TOPIC, ARCHIVED);
        replayed(topic, Placed.TOPIC, "q.fifo", NOON.plusSeconds(60));
        String half = "x".repeat((int) (Replays.STEP_BYTES / 2));
        List<PlacedPublication> archived = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            archived.add(Placed.fifo(topic, 0, i, "g", "d" + i, NOON)
                    .withMessage(i == 2 ? half + half + half : half, null, false)
                    .placed());
        }
        archive(topic, archived);
        Replays replays = replays(NOON.plusSeconds(120));

        List<List<Long>> taken = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            for (Replays.Step step : steps(replays, 9, OptionalLong.of(9))) {
                taken.add(step.publications().stream()
                        .map(PlacedPublication::offset)
                        .toList());
                replays.done(step, 0);
            }
        }

        assertThat(taken).containsExactly(List.of(0L, 1L), List.of(2L), List.of(3L, 4L));
    }

    @Test
    void anArchiveThatCannotBeReadFailsItsReplayAndNoOther() throws Exception {
        long broken = database.topic(Placed.TOPIC, ARCHIVED);
        UUID first = replayed(broken, Placed.TOPIC, "q.fifo", NOON.plusSeconds(60));
        long whole = database.topic("whole.fifo", ARCHIVED);
        UUID second = replayed(whole, "whole.fifo", "q.fifo", NOON.plusSeconds(60));
        for (long topic : List.of(broken, whole)) {
            archive(
                    topic,
                    List.of(
                            Placed.fifo(topic, 0, 1, "g", "a", NOON).placed(),
                            Placed.fifo(topic, 0, 2, "g", "b", NOON).placed()));
        }
        database.sql(
                "UPDATE topic.archive SET publication = $1 WHERE topic_id = $2 AND \"offset\" = 2",
                Tuple.of(Buffer.buffer("torn"), broken));
        Replays replays = replays(NOON.plusSeconds(120));

        // What stands before it is delivered.
        List<Replays.Step> steps = steps(replays, 9, OptionalLong.of(9));
        assertThat(steps)
                .extracting(
                        step -> step.subscription() + ":" + step.publications().size())
                .containsExactlyInAnyOrder(first + ":1", second + ":2");
        for (Replays.Step step : steps) {
            replays.done(step, 0);
        }
        assertThat(steps(replays, 9, OptionalLong.of(9))).isEmpty();

        assertThat(status(first)).isEqualTo("Failed");
        assertThat(status(second)).isEqualTo("In progress");
        TopicDatabase.on(replays.look(new TopicViewLoader(database.pool(), database.subscribers())));
        assertThat(replays.due(1, 0))
                .extracting(progress -> progress.active().subscription())
                .containsExactly(second);
    }

    @Test
    void theManyReplaysOfOneAccountLeaveOthersTheirPlace() throws Exception {
        long topic = database.topic(Placed.TOPIC, ARCHIVED);
        UUID one = replayed(topic, Placed.TOPIC, "q.fifo", NOON.plusSeconds(60));
        copies(
                "SELECT $1::text, ('00000000-0000-4000-8000-' || lpad(n::text, 12, '0'))::uuid, 'c' || n"
                        + " FROM generate_series(1, 1500) n",
                one,
                TopicDatabase.ACCOUNT.value());
        copies("SELECT $1::text, 'ffffffff-0000-4000-8000-000000000000'::uuid, 'other'", one, "222222222222");

        assertThat(replays(NOON).due(0, 0))
                .extracting(progress -> progress.active().account())
                .contains("222222222222");
    }

    private void copies(String which, UUID of, String account) {
        database.sql(
                "INSERT INTO topic.subscriptions (account, region, topic, topic_id, id, owner, principal, protocol, endpoint,"
                        + " attributes, pending, authenticated, authenticate_on_unsubscribe, created_at, confirmed_at, replay,"
                        + " replay_status) SELECT c.account, region, topic, topic_id, c.id, owner, principal, protocol,"
                        + " endpoint, attributes, pending, authenticated, authenticate_on_unsubscribe, created_at,"
                        + " confirmed_at, replay, replay_status FROM topic.subscriptions s, (" + which
                        + ") AS c (account, id, name) WHERE s.id = $2",
                Tuple.of(account, of));
    }

    private UUID replayed(long topic, String name, String queue, Instant end) {
        return database.subscribe(
                topic,
                name,
                queue,
                Map.of(
                        "ReplayPolicy",
                        "{\"PointType\":\"Timestamp\",\"StartingPoint\":\"" + NOON + "\",\"EndingPoint\":\"" + end
                                + "\"}"),
                NOON);
    }

    private void archive(long topic, List<PlacedPublication> publications) {
        TopicDatabase.on(new FifoLedger(database.pool(), TopicDatabase.seal())
                .firsts(publications, _ -> TopicDatabase.view(topic, Placed.TOPIC, ARCHIVED)));
    }

    private String status(UUID subscription) {
        return database.sql("SELECT replay_status FROM topic.subscriptions WHERE id = $1", Tuple.of(subscription))
                .iterator()
                .next()
                .getString(0);
    }

    /** Changes whenever somebody locks the topic. */
    private String locks(long topic) {
        return database.sql("SELECT xmax::text FROM topic.topics WHERE id = $1", Tuple.of(topic))
                .iterator()
                .next()
                .getString(0);
    }

    /** How many steps are due, and taken. */
    private static int step(Replays replays, long now, long position) throws Exception {
        int steps = 0;
        for (Replays.Progress progress : replays.due(0, now)) {
            replays.done(replays.step(progress, position, OptionalLong.empty()).orElseThrow(), now);
            steps++;
        }
        return steps;
    }

    private static List<Replays.Step> steps(Replays replays, long position, OptionalLong end) throws Exception {
        List<Replays.Step> steps = new ArrayList<>();
        for (Replays.Progress progress : replays.due(0, 0)) {
            replays.step(progress, position, end).ifPresent(steps::add);
        }
        return steps;
    }

    private Replays replays(Instant now) {
        Replays replays = new Replays(database.pool(), TopicDatabase.seal(), 32, Clock.fixed(now, ZoneOffset.UTC));
        TopicDatabase.on(replays.look(new TopicViewLoader(database.pool(), database.subscribers())));
        assertThat(replays.anyDue(0, 0)).isTrue();
        return replays;
    }
}

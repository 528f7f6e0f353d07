package io.posthorn.topic.fanout;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FifoLedgerIT {
    private static final Map<String, String> PLAIN = Map.of("FifoTopic", "true");
    private static final Map<String, String> PER_GROUP =
            Map.of("FifoTopic", "true", "FifoThroughputScope", "MessageGroup");
    private static final Map<String, String> ARCHIVED =
            Map.of("FifoTopic", "true", "ArchivePolicy", "{\"MessageRetentionPeriod\":\"1\"}");
    private static final Instant NOON = Placed.NOON;
    private static final Duration WINDOW = Duration.ofMinutes(5);

    private TopicDatabase database;
    private FifoLedger ledger;
    private long topics;

    @BeforeAll
    void start() {
        database = new TopicDatabase();
        ledger = new FifoLedger(database.pool(), TopicDatabase.seal());
    }

    @AfterAll
    void stop() {
        database.close();
    }

    @Test
    void aRepetitionWithinFiveMinutesIsNoneOfTheFirstsAndALaterOneIs() {
        long topic = ++topics;

        assertThat(firsts(PLAIN, fifo(topic, 0, 1, "a", "x", NOON))).containsExactly(1L);
        assertThat(firsts(PLAIN, fifo(topic, 0, 2, "a", "x", NOON.plus(WINDOW).minusMillis(1))))
                .isEmpty();
        assertThat(firsts(PLAIN, fifo(topic, 0, 3, "a", "x", NOON.plus(WINDOW))))
                .containsExactly(3L);
        // The window is the holder's, not the repetition's.
        assertThat(firsts(PLAIN, fifo(topic, 0, 4, "a", "x", NOON.plus(WINDOW).plusSeconds(1))))
                .isEmpty();
    }

    @Test
    void idsAreOfTheTopicOrOfTheGroupAsTheTopicSays() {
        long whole = ++topics;
        long grouped = ++topics;
        long other = ++topics;

        assertThat(firsts(PLAIN, fifo(whole, 0, 1, "a", "x", NOON), fifo(whole, 0, 2, "b", "x", NOON)))
                .containsExactly(1L);
        assertThat(firsts(
                        PER_GROUP,
                        fifo(grouped, 0, 1, "a", "x", NOON),
                        fifo(grouped, 0, 2, "b", "x", NOON),
                        fifo(grouped, 0, 3, "a", "x", NOON)))
                .containsExactly(1L, 2L);
        assertThat(firsts(PLAIN, fifo(other, 0, 1, "a", "x", NOON))).containsExactly(1L);
    }

    @Test
    void aPortionThatIsReadAgainGetsTheSameAnswer() {
        long topic = ++topics;
        Placed[] portion = {
            fifo(topic, 0, 1, "a", "x", NOON),
            fifo(topic, 0, 2, "a", "x", NOON.plusSeconds(1)),
            fifo(topic, 0, 3, "a", "y", NOON.plusSeconds(2)),
            fifo(topic, 0, 4, "a", "x", NOON.plus(WINDOW)),
            fifo(topic, 0, 5, "a", "x", NOON.plus(WINDOW).plusSeconds(1)),
            fifo(topic, 0, 6, "a", "x", NOON.plus(WINDOW.multipliedBy(2))),
        };

        assertThat(firsts(PLAIN, portion)).containsExactly(1L, 3L, 4L, 6L);
        assertThat(firsts(PLAIN, portion)).containsExactly(1L, 3L, 4L, 6L);
        assertThat(firsts(PLAIN, portion[0], portion[1])).containsExactly(1L);
    }

    @Test
    void whatStandsInAPartitionThatIsReadLateIsLostToNoLaterPublication() {
        long topic = ++topics;

        assertThat(firsts(PLAIN, fifo(topic, 1, 9, "b", "x", NOON.plus(WINDOW))))
                .containsExactly(9L);
        assertThat(firsts(PLAIN, fifo(topic, 0, 1, "a", "x", NOON))).containsExactly(1L);
        assertThat(firsts(PLAIN, fifo(topic, 0, 2, "a", "x", NOON.plusSeconds(1))))
                .isEmpty();
        assertThat(firsts(PLAIN, fifo(topic, 1, 9, "b", "x", NOON.plus(WINDOW))))
                .containsExactly(9L);
    }

    @Test
    void ofTwoPartitionsThatRaceOneIsFirst() {
        for (int round = 0; round < 20; round++) {
            long topic = ++topics;
            List<Future<List<PlacedPublication>>> racing = IntStream.range(0, 4)
                    .mapToObj(partition -> ask(
                            PLAIN,
                            // In another order in every partition.
                            IntStream.range(0, 10)
                                    .map(i -> partition % 2 == 0 ? i : 9 - i)
                                    .mapToObj(i -> fifo(topic, partition, i, "g" + partition, "id" + i, NOON))
                                    .toArray(Placed[]::new)))
                    .toList();
            List<String> won = racing.stream()
                    .flatMap(each -> TopicDatabase.on(each).stream())
                    .map(each -> String.valueOf(each.record().deduplicationId()))
                    .toList();

            assertThat(won).doesNotHaveDuplicates().hasSize(10);
        }
    }

    @Test
    void firstsOfATopicWithAnArchiveAreInItOnce() {
        long topic = ++topics;
        Placed[] portion = {fifo(topic, 0, 1, "a", "x", NOON), fifo(topic, 0, 2, "a", "x", NOON)};

        firsts(ARCHIVED, portion);
        firsts(ARCHIVED, portion);
        firsts(PLAIN, fifo(topic, 0, 3, "a", "z", NOON));

        assertThat(database.sql("SELECT \"offset\" FROM topic.archive WHERE topic_id = $1", Tuple.of(topic)))
                .singleElement()
                .satisfies(row -> assertThat(row.getLong(0)).isEqualTo(1));
    }

    @Test
    void theClaimsOfOneIdAreBoundedAndOldOnesAreForgotten() {
        long topic = ++topics;
        for (int portion = 0; portion < 4; portion++) {
            int first = portion * 80;
            firsts(
                    PLAIN,
                    IntStream.range(first, first + 80)
                            .mapToObj(i -> fifo(topic, 0, i, "a", "x", NOON.plus(WINDOW.multipliedBy(i))))
                            .toArray(Placed[]::new));
        }

        assertThat(database.sql(
                                "SELECT cardinality(times), cardinality(offsets), cardinality(\"partitions\") FROM"
                                        + " topic.deduplication WHERE topic_id = $1",
                                Tuple.of(topic))
                        .iterator()
                        .next())
                .satisfies(row -> assertThat(Stream.of(row.getInteger(0), row.getInteger(1), row.getInteger(2)))
                        .containsOnly(300));
        TopicDatabase.on(ledger.forgetOld());
        assertThat(database.sql("SELECT FROM topic.deduplication WHERE topic_id = $1", Tuple.of(topic))
                        .size())
                .isZero();
    }

    private List<Long> firsts(Map<String, String> attributes, Placed... publications) {
        return TopicDatabase.on(ask(attributes, publications)).stream()
                .map(PlacedPublication::offset)
                .toList();
    }

    private Future<List<PlacedPublication>> ask(Map<String, String> attributes, Placed... publications) {
        return ledger.firsts(
                Stream.of(publications).map(Placed::placed).toList(),
                each -> TopicDatabase.view(each.record().topicId(), Placed.TOPIC, attributes));
    }

    private static Placed fifo(long topic, int partition, long offset, String group, String id, Instant at) {
        return Placed.fifo(topic, partition, offset, group, id, at);
    }
}

package io.posthorn.topic.fanout;

import static org.assertj.core.api.Assertions.assertThat;

import io.posthorn.platform.event.TopicPublication;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TopicViewsIT {
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
    void everyChangeIsSeenByTheNextPortionAndWithoutOneNothingIsLoaded() {
        TopicViews views = views(100);
        long topic = database.topic("changing", Map.of());
        assertThat(view(views, topic).queues()).isEmpty();

        UUID first =
                database.subscribe(topic, "changing", "first", Map.of("RawMessageDelivery", "true"), Instant.now());
        UUID second = database.subscribe(
                topic,
                "changing",
                "second",
                Map.of(
                        "FilterPolicy",
                        "{\"kind\":[\"a\"]}",
                        "RedrivePolicy",
                        "{\"deadLetterTargetArn\":\"arn:aws:sqs:eu-west-1:111111111111:dead\"}"),
                Instant.now());
        TopicView both = view(views, topic);

        assertThat(both.queues()).extracting(each -> each.key().id()).containsExactlyInAnyOrder(first, second);
        assertThat(both.queues())
                .filteredOn(each -> each.key().id().equals(second))
                .singleElement()
                .satisfies(each -> {
                    assertThat(each.raw()).isFalse();
                    assertThat(each.deadLetterQueue().orElseThrow().queue()).isEqualTo("dead");
                });
        assertThat(both.filters().size()).isEqualTo(1);
        assertThat(view(views, topic)).isSameAs(both);

        database.sql("DELETE FROM topic.subscriptions WHERE id = $1", Tuple.of(second));
        database.changed(topic);
        assertThat(view(views, topic).queues())
                .extracting(each -> each.key().id())
                .containsExactly(first);
    }

    @Test
    void aTopicThatIsDeletedIsMissingAndHidesNoOther() {
        TopicViews views = views(100);
        long gone = database.topic("gone", Map.of());
        long there = database.topic("there", Map.of());
        assertThat(views(views, gone, there)).containsOnlyKeys(gone, there);

        database.sql("DELETE FROM topic.topics WHERE id = $1", Tuple.of(gone));

        assertThat(views(views, gone, there)).containsOnlyKeys(there);
    }

    @Test
    void pendingSubscriptionsAndOtherProtocolsAreNotThere() {
        long topic = database.topic("pending", Map.of());
        UUID pending = database.subscribe(topic, "pending", "one", Map.of(), Instant.now());
        UUID http = database.subscribe(topic, "pending", "two", Map.of(), Instant.now());
        database.sql("UPDATE topic.subscriptions SET pending = true WHERE id = $1", Tuple.of(pending));
        database.sql("UPDATE topic.subscriptions SET protocol = 'http' WHERE id = $1", Tuple.of(http));

        assertThat(view(views(100), topic).queues()).isEmpty();
    }

    @Test
    void topicsWithMoreSubscribersThanAPageAreReadWhole() {
        long topic = database.topic("large", Map.of());
        database.sql(
                "INSERT INTO topic.subscriptions (account, region, topic, topic_id, id, owner, principal, protocol, endpoint,"
                        + " attributes, pending, authenticated, authenticate_on_unsubscribe, created_at, confirmed_at)"
                        + " SELECT '111111111111', 'eu-west-1', 'large', $1, gen_random_uuid(), '111111111111', 'p', 'sqs',"
                        + " 'arn:aws:sqs:eu-west-1:111111111111:q' || i, '{}', false, true, false, now(), now()"
                        + " FROM generate_series(1, 2500) i",
                Tuple.of(topic));

        assertThat(view(views(100), topic).queues())
                .extracting(each -> each.queue().queue())
                .doesNotHaveDuplicates()
                .hasSize(2500);
    }

    @Test
    void whatWasNotUsedForLongestIsForgottenWhenThereIsTooMuch() {
        TopicViews views = views(5);
        long often = database.topic("often", Map.of());
        long seldom = database.topic("seldom", Map.of());
        long large = database.topic("evicting", Map.of());
        for (int i = 0; i < 2; i++) {
            database.subscribe(large, "evicting", "q" + i, Map.of(), Instant.now());
        }
        TopicView keptSeldom = view(views, seldom);
        TopicView keptOften = view(views, often);

        TopicView keptLarge = view(views, large);
        assertThat(view(views, seldom)).isSameAs(keptSeldom);
        assertThat(view(views, often)).isSameAs(keptOften);
        database.subscribe(large, "evicting", "q3", Map.of(), Instant.now());

        assertThat(view(views, large)).isNotSameAs(keptLarge);
        assertThat(view(views, often)).isSameAs(keptOften);
        assertThat(view(views, seldom)).isNotSameAs(keptSeldom);
    }

    private TopicViews views(int maxSubscribers) {
        return new TopicViews(
                database.pool(), new TopicViewLoader(database.pool(), database.subscribers()), maxSubscribers);
    }

    private static TopicView view(TopicViews views, long topic) {
        TopicView view = views(views, topic).get(topic);
        assertThat(view).isNotNull();
        return Objects.requireNonNull(view);
    }

    private static Map<Long, TopicView> views(TopicViews views, long... topics) {
        List<TopicPublication> publications = LongStream.of(topics)
                .mapToObj(
                        topic -> Placed.fifo(topic, 0, 0, "g", "d", Placed.NOON).publication())
                .toList();
        return TopicDatabase.on(views.of(publications));
    }
}

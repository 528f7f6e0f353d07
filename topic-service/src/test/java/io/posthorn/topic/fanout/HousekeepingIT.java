package io.posthorn.topic.fanout;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.posthorn.topic.delivery.TestClock;
import io.posthorn.topic.topic.TopicLabels;
import io.vertx.sqlclient.Tuple;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HousekeepingIT {
    private static final Map<String, String> FOR_TWO_DAYS =
            Map.of("FifoTopic", "true", "ArchivePolicy", "{\"MessageRetentionPeriod\":\"2\"}");

    private TopicDatabase database;
    private FifoLedger ledger;
    private Housekeeping housekeeping;

    private final TopicLabels labels = new TopicLabels(10);
    private final TestClock clock = new TestClock(Instant.now());

    @BeforeAll
    void start() {
        database = new TopicDatabase();
        ledger = new FifoLedger(database.pool(), TopicDatabase.seal());
        housekeeping = new Housekeeping(database.pool(), ledger, labels, clock);
    }

    @AfterAll
    void stop() {
        database.close();
    }

    @Test
    void whatNobodyConfirmsInTimeIsDeletedAndCountsAsDeleted() {
        long topic = database.topic("unconfirmed", Map.of());
        Duration confirmationTime = Duration.ofDays(2);
        UUID late = pending(topic, "late", clock.instant().plus(confirmationTime));
        UUID waiting =
                pending(topic, "waiting", clock.instant().plus(confirmationTime).plusSeconds(1));
        UUID confirmed = database.subscribe(topic, "unconfirmed", "confirmed", Map.of(), Instant.now());

        clock.move(confirmationTime);
        TopicDatabase.on(housekeeping.run());
        assertThat(database.sql("SELECT id FROM topic.subscriptions WHERE topic_id = $1", Tuple.of(topic)))
                .hasSize(3);
        clock.move(Duration.ofMillis(1));
        TopicDatabase.on(housekeeping.run());

        assertThat(database.sql("SELECT id FROM topic.subscriptions WHERE topic_id = $1", Tuple.of(topic)))
                .extracting(row -> row.getUUID(0))
                .containsExactlyInAnyOrder(waiting, confirmed)
                .doesNotContain(late);
        assertThat(database.sql("SELECT deleted FROM topic.topics WHERE id = $1", Tuple.of(topic)))
                .singleElement()
                .satisfies(row -> assertThat(row.getLong(0)).isEqualTo(1));
    }

    @Test
    void secretsOfWebhooksStayWhileTheirSubscriptionIsThereOrMayBeRestoredAndThenGo() {
        long topic = database.topic("secrets", Map.of());
        UUID there = database.subscribe(topic, "secrets", "https", "https://h.example/", Map.of(), Instant.now());
        UUID restorable = removed(topic, clock.instant().plusSeconds(600));
        UUID late = removed(topic, clock.instant().minusSeconds(1));
        UUID gone = UUID.randomUUID();
        List.of(there, restorable, late, gone).forEach(subscription -> secret("111111111111", subscription));
        // The id of somebody else's subscription keeps nothing.
        secret("222222222222", there);

        TopicDatabase.on(housekeeping.run());
        // What is forgotten in the same run may be seen or not.
        TopicDatabase.on(housekeeping.run());

        assertThat(database.sql("SELECT account, subscription FROM topic.webhook_secrets", Tuple.tuple()))
                .extracting(row -> row.getString(0) + " " + row.getUUID(1))
                .containsExactlyInAnyOrder("111111111111 " + there, "111111111111 " + restorable);
    }

    private void secret(String account, UUID subscription) {
        database.sql(
                "INSERT INTO topic.webhook_secrets (account, subscription, sealed, changed_at)"
                        + " VALUES ($1, $2, 'sealed', now())",
                Tuple.of(account, subscription));
    }

    /** A subscription that was ended by its link. */
    private UUID removed(long topic, Instant expiry) {
        UUID id = UUID.randomUUID();
        database.sql(
                "INSERT INTO topic.removed_subscriptions (account, region, topic, topic_id, id, owner, principal, protocol,"
                        + " endpoint, attributes, created_at, token_hash, token_expires_at) VALUES ($1, $2, 'secrets', $3, $4,"
                        + " $1, 'arn:aws:iam::111111111111:root', 'https', 'https://h.example/', '{}', now(),"
                        + " uuid_send($4), $5)",
                Tuple.of(
                        TopicDatabase.ACCOUNT.value(),
                        TopicDatabase.REGION,
                        topic,
                        id,
                        expiry.atOffset(ZoneOffset.UTC)));
        return id;
    }

    @Test
    void archivesKeepWhatTheirTopicSaysAndGoWithIt() {
        long kept = database.topic("kept.fifo", FOR_TWO_DAYS);
        long gone = database.topic("gone.fifo", FOR_TWO_DAYS);
        long switchedOff = database.topic("off.fifo", FOR_TWO_DAYS);
        Instant now = Instant.now();
        archive(kept, 1, now.minus(Duration.ofHours(49)));
        archive(kept, 2, now.minus(Duration.ofHours(47)));
        archive(gone, 3, now);
        archive(switchedOff, 4, now);
        database.sql("DELETE FROM topic.topics WHERE id = $1", Tuple.of(gone));
        database.sql(
                "UPDATE topic.topics SET attributes = '{\"FifoTopic\":\"true\"}', archived_since = NULL WHERE id = $1",
                Tuple.of(switchedOff));

        TopicDatabase.on(housekeeping.run());

        assertThat(database.sql("SELECT \"offset\" FROM topic.archive", Tuple.tuple()))
                .extracting(row -> row.getLong(0))
                .containsExactly(2L);
    }

    @Test
    void figuresOfTopicsThatAreDeletedGoAndMakeRoomForOthers() {
        SimpleMeterRegistry registry = new SimpleMeterRegistry();
        TopicLabels one = new TopicLabels(1);
        FanOutMeters meters = new FanOutMeters(registry, one);
        long first = database.topic("counted", Map.of());
        meters.notified(TopicDatabase.view(first, "counted", Map.of()), true);
        database.topic("after", Map.of());

        TopicDatabase.on(new Housekeeping(database.pool(), ledger, one, Clock.systemUTC()).run());
        meters.notified(TopicDatabase.view(2, "after", Map.of()), true);
        assertThat(labelled(registry)).containsExactlyInAnyOrder("counted", "other");

        database.sql("DELETE FROM topic.topics WHERE id = $1", Tuple.of(first));
        TopicDatabase.on(new Housekeeping(database.pool(), ledger, one, Clock.systemUTC()).run());
        meters.notified(TopicDatabase.view(2, "after", Map.of()), true);
        assertThat(labelled(registry)).containsExactlyInAnyOrder("after", "other");
    }

    private static List<String> labelled(SimpleMeterRegistry registry) {
        return registry.getMeters().stream()
                .map(meter -> String.valueOf(meter.getId().getTag("topic")))
                .map(arn -> arn.substring(arn.lastIndexOf(':') + 1))
                .toList();
    }

    private void archive(long topic, long offset, Instant at) {
        assertThat(TopicDatabase.on(ledger.firsts(
                        List.of(Placed.fifo(topic, 0, offset, "g", "d" + offset, at)
                                .placed()),
                        _ -> TopicDatabase.view(topic, Placed.TOPIC, FOR_TWO_DAYS))))
                .hasSize(1);
    }

    private UUID pending(long topic, String queue, Instant expiry) {
        UUID id = database.subscribe(topic, "unconfirmed", queue, Map.of(), Instant.now());
        database.sql(
                "UPDATE topic.subscriptions SET pending = true, token_expires_at = $2 WHERE id = $1",
                Tuple.of(id, expiry.atOffset(ZoneOffset.UTC)));
        return id;
    }
}

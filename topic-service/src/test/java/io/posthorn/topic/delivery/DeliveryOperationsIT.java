package io.posthorn.topic.delivery;

import static io.posthorn.topic.delivery.DeliveryDatabase.NOON;
import static io.posthorn.topic.delivery.DeliveryDatabase.delivery;
import static io.posthorn.topic.delivery.DeliveryDatabase.on;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.sqlclient.Tuple;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DeliveryOperationsIT {
    private final TestClock clock = new TestClock(NOON);
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private DeliveryDatabase database;
    private ScriptedKind kind = new ScriptedKind(clock);

    @BeforeAll
    void start() {
        database = new DeliveryDatabase();
    }

    @AfterEach
    void clear() {
        database.clear();
        clock.set(NOON);
        kind = new ScriptedKind(clock);
    }

    @AfterAll
    void stop() {
        database.close();
    }

    @Test
    void failuresAreOnRecordWithWhatWasAnswered() {
        TargetKey target = kind.add(ScriptedKind.always(ScriptedKind.failed()));
        DeliveryDatabase.Replica replica = replica(Optional.empty());
        Delivery delivery = delivery(target);
        replica.accept(delivery);
        for (int i = 1; i <= 3; i++) {
            int attempts = i;
            awaitTrue(() -> database.rows(target).getFirst().getInteger("attempts") == attempts);
            clock.move(Duration.ofSeconds(20));
        }
        awaitTrue(() -> logged(replica, target).size() == 4);

        assertThat(logged(replica, target)).extracting(LoggedAttempt::attempt).containsExactly(4, 3, 2, 1);
        LoggedAttempt last = logged(replica, target).getFirst();
        assertThat(last.result()).isEqualTo(LoggedAttempt.Result.BURIED);
        assertThat(last.delivery()).isEqualTo(delivery.id());
        assertThat(last.status()).hasValue(503);
        assertThat(last.reason()).isEqualTo("server_error");
        assertThat(last.excerpt()).isEqualTo("the body");
        assertThat(last.latency()).isEqualTo(Duration.ofMillis(7));
        assertThat(last.at()).isEqualTo(NOON.plusSeconds(60));
        DeliveryOperations operations = replica.engine().operations();
        assertThat(on(operations.attempts(
                        target,
                        new DeliveryOperations.Query(
                                Optional.of(NOON.plusSeconds(20)),
                                Optional.of(NOON.plusSeconds(60)),
                                Optional.of(LoggedAttempt.Result.RETRIED),
                                Long.MAX_VALUE,
                                10))))
                .extracting(LoggedAttempt::attempt)
                .containsExactly(3, 2);
        assertThat(on(operations.attempts(
                        target,
                        new DeliveryOperations.Query(
                                Optional.empty(), Optional.empty(), Optional.empty(), last.sequence(), 2))))
                .extracting(LoggedAttempt::attempt)
                .containsExactly(3, 2);
        assertThat(database.sql("SELECT excerpt FROM topic.delivery_attempts", Tuple.tuple()))
                .allSatisfy(row -> assertThat(row.getBuffer(0).toString(StandardCharsets.ISO_8859_1))
                        .doesNotContain("the body"));
    }

    @Test
    void whatWasGivenUpIsSentAgainOneByOneOrAllTogetherAndOnce() {
        TargetKey target = kind.add(ScriptedKind.always(ScriptedKind.refused()));
        DeliveryDatabase.Replica replica = replica(Optional.empty());
        List<Delivery> deliveries = List.of(delivery(target), delivery(target), delivery(target));
        deliveries.forEach(replica::accept);
        awaitTrue(() -> logged(replica, target).size() == 3);
        kind.replace(target, ScriptedKind.always(ScriptedKind.accepted()));
        DeliveryOperations operations = replica.engine().operations();

        assertThat(on(operations.resend(target, deliveries.getFirst().id()))).isEqualTo(DeliveryOperations.Resent.DONE);
        assertThat(on(operations.resend(target, UUID.randomUUID()))).isEqualTo(DeliveryOperations.Resent.UNKNOWN);
        assertThat(on(operations.resendFailed(target, NOON.plusSeconds(1)))).isZero();
        assertThat(on(operations.resendFailed(target, NOON))).isEqualTo(2);
        assertThat(on(operations.resendFailed(target, NOON))).isZero();

        awaitTrue(() -> kind.ends(target).stream()
                        .filter(each -> each.last() instanceof Outcome.Accepted)
                        .count()
                == 3);
        assertThat(kind.ends(target).stream()
                        .filter(each -> each.last() instanceof Outcome.Accepted)
                        .map(each -> each.delivery().id()))
                .containsExactlyInAnyOrderElementsOf(
                        deliveries.stream().map(Delivery::id).toList());
        assertThat(logged(replica, target))
                .allSatisfy(each -> assertThat(each.resentAt()).isPresent());
    }

    @Test
    void aTargetThatFailsForTooLongIsDisabledWithOneNoticeUntilItIsEnabled() {
        TargetKey target = kind.add(ScriptedKind.always(ScriptedKind.failed()));
        List<TargetKey> notices = Collections.synchronizedList(new ArrayList<>());
        DeliveryDatabase.Replica one = replica(Optional.of(Duration.ofSeconds(50)));
        DeliveryDatabase.Replica two = replica(Optional.of(Duration.ofSeconds(50)));
        one.engine().tell((key, _) -> notices.add(key));
        two.engine().tell((key, _) -> notices.add(key));
        one.accept(delivery(target));
        two.accept(delivery(target));
        for (int i = 1; i <= 3; i++) {
            int attempts = i;
            awaitTrue(() -> database.rows(target).stream().allMatch(row -> row.getInteger("attempts") == attempts));
            clock.move(Duration.ofSeconds(20));
        }
        awaitTrue(() -> database.rows(target).isEmpty());

        assertThat(notices).containsExactly(target);
        DeliveryOperations operations = one.engine().operations();
        assertThat(on(operations.disabled(DeliveryDatabase.ACCOUNT)))
                .extracting(DeliveryOperations.DisabledTarget::target)
                .containsExactly(target);
        Delivery refused = delivery(target);
        int before = kind.attempts(target).size();
        two.accept(refused);
        assertThat(kind.ends(target).getLast().last().answer().reason()).isEqualTo("disabled");
        assertThat(kind.buried()).contains(refused.id());
        assertThat(kind.attempts(target)).hasSize(before);
        awaitTrue(() -> logged(one, target).getFirst().delivery().equals(refused.id()));
        assertThat(on(operations.resend(target, refused.id()))).isEqualTo(DeliveryOperations.Resent.DISABLED);

        kind.replace(target, ScriptedKind.always(ScriptedKind.accepted()));
        assertThat(on(operations.enable(target))).isTrue();
        assertThat(on(operations.enable(target))).isFalse();
        Delivery welcome = delivery(target);
        two.accept(welcome);
        awaitTrue(() -> kind.ends(target).getLast().delivery().equals(welcome)
                && kind.ends(target).getLast().last() instanceof Outcome.Accepted);
    }

    @Test
    void whatIsSentAgainHasALifeOfItsOwnThatItsBurialKnowsHoweverOftenItIsTried() {
        TargetKey target = kind.add(ScriptedKind.always(ScriptedKind.refused()));
        DeliveryDatabase.Replica replica = replica(Optional.empty());
        Delivery delivery = delivery(target);
        replica.accept(delivery);
        awaitTrue(() -> logged(replica, target).size() == 1);

        kind.failBurials(1);
        clock.move(Duration.ofMinutes(1));
        assertThat(on(replica.engine().operations().resend(target, delivery.id())))
                .isEqualTo(DeliveryOperations.Resent.DONE);
        awaitTrue(() -> kind.burials(target).size() == 2
                && database.rows(target).stream().allMatch(row -> row.getUUID("lease") == null));
        clock.move(Duration.ofSeconds(5));
        awaitTrue(() -> kind.burials(target).size() == 3
                && database.rows(target).isEmpty()
                && logged(replica, target).size() == 2);
        clock.move(Duration.ofMinutes(1));
        assertThat(on(replica.engine().operations().resendFailed(target, NOON))).isEqualTo(1);
        awaitTrue(() -> kind.burials(target).size() == 4);

        assertThat(kind.burials(target)).extracting(Delivery::id).containsOnly(delivery.id());
        assertThat(kind.burials(target))
                .extracting(Delivery::resentAt)
                .containsExactly(
                        Optional.empty(),
                        Optional.of(NOON.plusSeconds(60)),
                        Optional.of(NOON.plusSeconds(60)),
                        Optional.of(NOON.plusSeconds(125)));
    }

    @Test
    void contentsAndAttemptsGoWhenNothingRefersToThemAndTheirTimeIsOver() {
        TargetKey refusing = kind.add(ScriptedKind.always(ScriptedKind.refused()));
        TargetKey failing = kind.add(ScriptedKind.always(ScriptedKind.failed()));
        DeliveryDatabase.Replica replica = replica(Optional.empty());
        replica.accept(
                delivery(refusing, UUID.randomUUID(), "one", Optional.empty()),
                delivery(failing, UUID.randomUUID(), "two", Optional.empty()));
        awaitTrue(() -> logged(replica, refusing).size() == 1
                && logged(replica, failing).size() == 1);
        on(replica.engine().stop());
        DeliveryHousekeeping housekeeping =
                new DeliveryHousekeeping(database.pool(), AttemptLogSettings.DEFAULT, clock);

        clock.move(Duration.ofHours(3));
        on(housekeeping.run());
        assertThat(count("delivery_contents")).isEqualTo(2);
        clock.move(Duration.ofHours(22));
        on(housekeeping.run());
        on(housekeeping.run());

        assertThat(count("delivery_attempts")).isZero();
        // What still waits is not unused.
        assertThat(database.sql("SELECT id FROM topic.delivery_contents", Tuple.tuple()))
                .extracting(row -> row.getUUID(0))
                .containsExactly(UUID.nameUUIDFromBytes("two".getBytes(StandardCharsets.UTF_8)));
        database.sql("DELETE FROM topic.deliveries", Tuple.tuple());
        database.sql("UPDATE topic.delivery_targets SET waiting = 0, next_due_at = NULL", Tuple.tuple());
        on(housekeeping.run());
        assertThat(count("delivery_contents")).isZero();
        clock.move(Duration.ofDays(31));
        on(housekeeping.run());
        assertThat(count("delivery_targets")).isZero();
    }

    @Test
    void moreGoesInOneRunThanOneStatementDeletes() {
        database.sql(
                "INSERT INTO topic.delivery_contents (account, id, sealed, created_at)"
                        + " SELECT '111111111111', gen_random_uuid(), '', $1 FROM generate_series(1, 2500)",
                Tuple.of(NOON.atOffset(ZoneOffset.UTC)));
        database.sql(
                "INSERT INTO topic.delivery_attempts (account, kind, target, delivery, content, published_at, attempt, at,"
                        + " result, reason, latency_ms) SELECT '111111111111', 'scripted', gen_random_uuid(),"
                        + " gen_random_uuid(), gen_random_uuid(), $1, 1, $1, 'retried', 'throttled', 1"
                        + " FROM generate_series(1, 25000)",
                Tuple.of(NOON.atOffset(ZoneOffset.UTC)));
        clock.move(Duration.ofDays(2));

        on(new DeliveryHousekeeping(database.pool(), AttemptLogSettings.DEFAULT, clock).run());

        assertThat(count("delivery_contents")).isZero();
        assertThat(count("delivery_attempts")).isZero();
    }

    @Test
    void ofEachTargetTheNewestAttemptsAreKept() {
        TargetKey target = kind.add(ScriptedKind.always(ScriptedKind.refused()));
        TargetKey other = kind.add(ScriptedKind.always(ScriptedKind.refused()));
        DeliveryDatabase.Replica replica = replica(Optional.empty());
        List<Delivery> deliveries = List.of(delivery(target), delivery(target), delivery(target), delivery(target));
        deliveries.forEach(replica::accept);
        replica.accept(delivery(other));
        awaitTrue(() ->
                logged(replica, target).size() == 4 && logged(replica, other).size() == 1);

        on(new DeliveryHousekeeping(
                        database.pool(),
                        new AttemptLogSettings(AttemptLogSettings.Recorded.FAILURES, Duration.ofHours(1), 3),
                        clock)
                .run());

        assertThat(logged(replica, target))
                .extracting(LoggedAttempt::delivery)
                .containsExactly(
                        deliveries.get(3).id(),
                        deliveries.get(2).id(),
                        deliveries.get(1).id());
        assertThat(logged(replica, other)).hasSize(1);
    }

    @Test
    void metersTellWhatWasTriedWhatArrivedAndWhatIsOnRecord() {
        TargetKey quick = kind.add(ScriptedKind.always(ScriptedKind.accepted()));
        TargetKey failing = kind.add(ScriptedKind.always(ScriptedKind.failed()));
        double accepted = attempts("accepted", "2xx");
        double failed = attempts("failed", "5xx");
        DeliveryDatabase.Replica replica = replica(Optional.empty());

        replica.accept(delivery(quick), delivery(failing));

        assertThat(attempts("accepted", "2xx") - accepted).isEqualTo(1);
        assertThat(attempts("failed", "5xx") - failed).isEqualTo(1);
        assertThat(registry.get("posthorn_topic_delivery_seconds")
                        .tag("kind", ScriptedKind.NAME)
                        .timer()
                        .max(TimeUnit.SECONDS))
                .isEqualTo(1);
        assertThat(on(new DeliveryHousekeeping(database.pool(), AttemptLogSettings.DEFAULT, clock).figures()))
                .isEqualTo(new DeliveryMeters.Figures(
                        Map.of(DeliveryMeters.State.RETRYING, new DeliveryMeters.Backlog(1, 1)), 1, 0));
    }

    private double attempts(String outcome, String statusClass) {
        var counter = registry.find("posthorn_topic_delivery_attempts_total")
                .tag("kind", ScriptedKind.NAME)
                .tag("outcome", outcome)
                .tag("status_class", statusClass)
                .counter();
        return counter == null ? 0 : counter.count();
    }

    private long count(String table) {
        return database.sql("SELECT count(*) FROM topic." + table, Tuple.tuple())
                .getFirst()
                .getLong(0);
    }

    private static List<LoggedAttempt> logged(DeliveryDatabase.Replica replica, TargetKey target) {
        return on(replica.engine()
                .operations()
                .attempts(
                        target,
                        new DeliveryOperations.Query(
                                Optional.empty(), Optional.empty(), Optional.empty(), Long.MAX_VALUE, 100)));
    }

    private DeliveryDatabase.Replica replica(Optional<Duration> disableAfter) {
        return database.replica(DeliveryDatabase.limits(1000, 1000, disableAfter), clock, registry, kind);
    }

    private static void awaitTrue(Callable<Boolean> condition) {
        await().atMost(20, TimeUnit.SECONDS)
                .pollInterval(10, TimeUnit.MILLISECONDS)
                .until(condition);
    }
}

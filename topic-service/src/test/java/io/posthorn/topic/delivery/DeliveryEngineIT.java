package io.posthorn.topic.delivery;

import static io.posthorn.topic.delivery.DeliveryDatabase.NOON;
import static io.posthorn.topic.delivery.DeliveryDatabase.delivery;
import static io.posthorn.topic.delivery.DeliveryDatabase.ordered;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.posthorn.platform.AccountId;
import io.posthorn.topic.attribute.BackoffFunction;
import io.posthorn.topic.attribute.HealthyRetryPolicy;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DeliveryEngineIT {
    private static final Duration LEASE = DeliveryLimits.DEFAULT.lease();

    private final TestClock clock = new TestClock(NOON);
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
    void aFirstAttemptThatIsAcceptedLeavesNothingOnRecord() {
        TargetKey target = kind.add(ScriptedKind.always(ScriptedKind.accepted()));
        Delivery delivery = delivery(target);

        replica().accept(delivery);

        assertThat(kind.attempts(target)).singleElement().satisfies(each -> {
            assertThat(each.delivery()).isEqualTo(delivery);
            assertThat(each.attempt()).isEqualTo(1);
        });
        assertThat(kind.ends(target)).singleElement().satisfies(each -> {
            assertThat(each.attempts()).isEqualTo(1);
            assertThat(each.buried()).isEmpty();
        });
        assertThat(database.sql("SELECT FROM topic.delivery_targets", Tuple.tuple()))
                .isEmpty();
        assertThat(database.rows(target)).isEmpty();
    }

    @Test
    void whatIsSlowIsOnRecordAfterThePatienceAndEndsWhenItEnds() {
        Promise<Outcome> late = Promise.promise();
        TargetKey slow = kind.add((_, _) -> late.future());
        TargetKey quick = kind.add(ScriptedKind.always(ScriptedKind.accepted()));
        DeliveryDatabase.Replica replica = replica();
        Delivery first = delivery(slow);

        replica.accept(first, delivery(quick));

        assertThat(kind.ends(quick)).hasSize(1);
        assertThat(database.rows(slow)).singleElement().satisfies(row -> {
            assertThat(row.getUUID("id")).isEqualTo(first.id());
            assertThat(row.getUUID("lease")).isNotNull();
            assertThat(instant(row, "due_at")).isEqualTo(NOON.plus(LEASE));
            assertThat(instant(row, "first_attempt_at")).isEqualTo(NOON);
        });
        late.complete(ScriptedKind.accepted());
        awaitTrue(() -> kind.ends(slow).size() == 1);
        assertThat(database.rows(slow)).isEmpty();
        assertThat(kind.attempts(slow)).hasSize(1);
    }

    @Test
    void whatFindsNoPlaceAtOnceGetsTheNextAndLeavesNothingOnRecord() {
        TargetKey target = kind.add(
                ScriptedKind.always(ScriptedKind.accepted()), HealthyRetryPolicy.DEFAULT, OptionalInt.empty(), 2);
        List<Delivery> deliveries =
                IntStream.range(0, 40).mapToObj(_ -> delivery(target)).toList();

        DeliveryDatabase.on(replica().engine().accept(deliveries));

        assertThat(kind.attempts(target))
                .extracting(ScriptedKind.Attempted::delivery)
                .containsExactlyElementsOf(deliveries);
        assertThat(kind.mostUnderWay(target)).isLessThanOrEqualTo(2);
        assertThat(database.sql("SELECT FROM topic.delivery_targets", Tuple.tuple()))
                .isEmpty();
    }

    @Test
    void whatFindsNoPlaceWithinThePatienceGoesOnRecordAndWaits() {
        TargetKey target = kind.add(ScriptedKind.never(), HealthyRetryPolicy.DEFAULT, OptionalInt.empty(), 2);

        DeliveryDatabase.on(replica()
                .engine()
                .accept(IntStream.range(0, 5).mapToObj(_ -> delivery(target)).toList()));

        assertThat(database.rows(target))
                .extracting(row -> instant(row, "due_at"))
                .containsExactly(NOON, NOON, NOON, NOON.plus(LEASE), NOON.plus(LEASE));
        assertThat(kind.attempts(target)).hasSize(2);
    }

    @Test
    void besideOneThatIsUnderWayForLongOthersAreTriedAtOnceButNotItAgain() {
        Delivery[] slow = new Delivery[1];
        TargetKey target = kind.add((delivery, _) -> delivery.equals(slow[0])
                ? Promise.<Outcome>promise().future()
                : Future.succeededFuture(ScriptedKind.accepted()));
        slow[0] = delivery(target);
        DeliveryDatabase.Replica replica = replica();
        replica.accept(slow[0]);

        replica.accept(slow[0], delivery(target));

        assertThat(kind.attempts(target)).hasSize(2);
        assertThat(kind.ends(target)).hasSize(1);
        assertThat(database.rows(target))
                .singleElement()
                .satisfies(row -> assertThat(row.getUUID("id")).isEqualTo(slow[0].id()));
    }

    @Test
    void failuresAreRepeatedWhenTheScheduleSaysAndThenBuried() {
        TargetKey target = kind.add(ScriptedKind.always(ScriptedKind.failed()));
        Delivery delivery = delivery(target);

        replica().accept(delivery);

        for (int retry = 1; retry <= 3; retry++) {
            int attempts = retry;
            Instant due = NOON.plusSeconds(20L * retry);
            awaitTrue(() -> database.rows(target).stream()
                    .anyMatch(row -> row.getInteger("attempts") == attempts && row.getUUID("lease") == null));
            assertThat(database.rows(target)).singleElement().satisfies(row -> {
                assertThat(instant(row, "due_at")).isEqualTo(due);
                assertThat(instant(row, "first_attempt_at")).isEqualTo(NOON);
                assertThat(row.getInteger("last_status")).isEqualTo(503);
                assertThat(row.getString("last_reason")).isEqualTo("server_error");
            });
            clock.set(due.minusMillis(1));
            assertThat(kind.attempts(target)).hasSize(attempts);
            clock.set(due);
        }
        awaitTrue(() -> kind.ends(target).size() == 1);

        assertThat(kind.attempts(target))
                .extracting(ScriptedKind.Attempted::attempt)
                .containsExactly(1, 2, 3, 4);
        assertThat(kind.attempts(target))
                .extracting(ScriptedKind.Attempted::at)
                .containsExactly(NOON, NOON.plusSeconds(20), NOON.plusSeconds(40), NOON.plusSeconds(60));
        assertThat(kind.attempts(target))
                .extracting(each -> each.delivery().content())
                .containsOnly(delivery.content());
        assertThat(kind.buried()).containsExactly(delivery.id());
        assertThat(kind.ends(target)).singleElement().satisfies(each -> {
            assertThat(each.attempts()).isEqualTo(4);
            assertThat(each.buried()).contains(TargetKind.Buried.DEAD_LETTER_QUEUE);
        });
        assertThat(database.rows(target)).isEmpty();
    }

    @Test
    void whatIsRefusedIsBuriedAtOnce() {
        TargetKey target = kind.add(ScriptedKind.always(ScriptedKind.refused()));
        Delivery delivery = delivery(target);

        replica().accept(delivery);

        assertThat(kind.buried()).containsExactly(delivery.id());
        assertThat(kind.attempts(target)).hasSize(1);
        assertThat(database.rows(target)).isEmpty();
    }

    @Test
    void whatIsNotSentForWantOfAPlaceIsPutOffAndTakesNoRetryAndSpeaksNotAgainstTheTarget() {
        AtomicInteger calls = new AtomicInteger();
        TargetKey target = kind.add((_, _) -> Future.succeededFuture(
                calls.incrementAndGet() % 3 == 0 ? ScriptedKind.failed() : ScriptedKind.notSent()));
        DeliveryDatabase.Replica replica = replica();
        Delivery delivery = delivery(target);

        replica.accept(delivery);

        assertThat(database.rows(target)).singleElement().satisfies(row -> {
            assertThat(row.getInteger("attempts")).isZero();
            assertThat(row.getUUID("lease")).isNull();
            assertThat(instant(row, "first_attempt_at")).isEqualTo(NOON);
            assertThat(instant(row, "due_at")).isBetween(NOON.plusSeconds(1), NOON.plusSeconds(2));
        });
        assertThat(failing(target)).isFalse();
        // Two of three attempts find no place; the four of the default schedule are made all the same.
        for (int call = 2; call <= 12; call++) {
            int made = call;
            clock.move(Duration.ofSeconds((call - 1) % 3 == 0 ? 21 : 2));
            awaitTrue(() -> calls.get() == made);
            awaitTrue(() -> kind.ends(target).size() == 1
                    || database.rows(target).stream().anyMatch(row -> row.getUUID("lease") == null));
        }

        assertThat(kind.attempts(target))
                .extracting(ScriptedKind.Attempted::attempt)
                .containsExactly(1, 1, 1, 2, 2, 2, 3, 3, 3, 4, 4, 4);
        awaitTrue(() -> kind.ends(target).size() == 1);
        assertThat(kind.ends(target).getFirst().attempts()).isEqualTo(4);
        assertThat(kind.buried()).containsExactly(delivery.id());
    }

    @Test
    void whatIsNotSentAndHadNoRowIsNotTurnedAwayByAFullBacklog() {
        TargetKey target = kind.add(ScriptedKind.always(ScriptedKind.notSent()));
        DeliveryDatabase.Replica replica = database.replica(
                DeliveryDatabase.limits(1_000, 1, Optional.empty()), clock, new SimpleMeterRegistry(), kind);

        replica.accept(delivery(target), delivery(target), delivery(target));

        assertThat(database.rows(target)).hasSize(3);
        assertThat(kind.buried()).isEmpty();
    }

    @Test
    void whatIsNotSentForAnHourIsBuriedWithoutAnAttempt() {
        TargetKey target = kind.add(ScriptedKind.always(ScriptedKind.notSent()));
        replica().accept(delivery(target));

        clock.move(Duration.ofHours(1));

        awaitTrue(() -> kind.ends(target).size() == 1);
        assertThat(kind.ends(target).getFirst().attempts()).isZero();
        assertThat(kind.ends(target).getFirst().last().answer().reason()).isEqualTo("no_place");
        assertThat(failing(target)).isFalse();
    }

    private boolean failing(TargetKey target) {
        return !database.sql(
                        "SELECT FROM topic.delivery_targets WHERE target = $1 AND failing_since IS NOT NULL",
                        Tuple.of(target.id()))
                .isEmpty();
    }

    @Test
    void aBurialThatFailsIsDoneLaterAndNothingIsSentForIt() {
        TargetKey target = kind.add(ScriptedKind.always(ScriptedKind.refused()));
        Delivery delivery = delivery(target);
        kind.failBurials(2);

        replica().accept(delivery);
        assertThat(database.rows(target)).singleElement().satisfies(row -> {
            assertThat(row.getBoolean("given_up")).isTrue();
            assertThat(row.getInteger("last_status")).isEqualTo(404);
        });
        for (int i = 0; i < 2; i++) {
            clock.move(Duration.ofSeconds(6));
            awaitTrue(() -> database.rows(target).stream()
                    .noneMatch(row -> !instant(row, "due_at").isAfter(clock.instant())));
        }

        awaitTrue(() -> kind.buried().equals(List.of(delivery.id())));
        assertThat(kind.attempts(target)).hasSize(1);
        awaitTrue(() -> kind.ends(target).size() == 1);
        assertThat(kind.ends(target).getFirst().last()).isInstanceOf(Outcome.Refused.class);
    }

    @Test
    void amongAHundredTargetsOneThatNeverAnswersAndOneThatFailsDelayNoOther() {
        TargetKey silent = kind.add(ScriptedKind.never());
        TargetKey failing = kind.add(ScriptedKind.always(ScriptedKind.failed()));
        List<TargetKey> others = IntStream.range(0, 98)
                .mapToObj(_ -> kind.add(ScriptedKind.always(ScriptedKind.accepted())))
                .toList();
        DeliveryDatabase.Replica replica = replica();

        for (int round = 0; round < 20; round++) {
            List<Delivery> portion = new ArrayList<>();
            Stream.concat(Stream.of(silent, failing), others.stream()).forEach(key -> portion.add(delivery(key)));
            DeliveryDatabase.on(replica.engine().accept(portion));
            // The others have all of it when the portion is taken on.
            int sent = round + 1;
            assertThat(others).allSatisfy(key -> assertThat(kind.ends(key)).hasSize(sent));
        }

        assertThat(database.rows(silent)).hasSize(20);
        assertThat(database.rows(failing)).hasSize(20);
        assertThat(database.sql("SELECT DISTINCT target FROM topic.deliveries", Tuple.tuple()))
                .hasSize(2);
        assertThat(kind.mostUnderWay(silent)).isLessThanOrEqualTo(50);
    }

    @Test
    void whatAnAccountHasUnderWayAndWaitingIsNotInTheWayOfOthers() {
        List<TargetKey> silent = IntStream.range(0, 40)
                .mapToObj(_ -> kind.add(ScriptedKind.never()))
                .toList();
        AccountId neighbour = new AccountId("222222222222");
        TargetKey quick = kind.key(neighbour, UUID.randomUUID());
        TargetKey retried = kind.key(neighbour, UUID.randomUUID());
        HealthyRetries once = new HealthyRetries(new HealthyRetryPolicy(20, 20, 1, 0, 1, 0, BackoffFunction.LINEAR));
        kind.replace(new ScriptedKind.Scripted(
                quick, once, OptionalInt.empty(), 50, ScriptedKind.always(ScriptedKind.accepted())));
        kind.replace(new ScriptedKind.Scripted(
                retried,
                once,
                OptionalInt.empty(),
                50,
                (_, attempt) ->
                        Future.succeededFuture(attempt == 1 ? ScriptedKind.failed() : ScriptedKind.accepted())));
        DeliveryDatabase.Replica replica = replica();
        silent.forEach(target -> DeliveryDatabase.on(replica.engine()
                .accept(IntStream.range(0, 50).mapToObj(_ -> delivery(target)).toList())));

        replica.accept(delivery(retried));
        DeliveryDatabase.on(replica.engine()
                .accept(IntStream.range(0, 20).mapToObj(_ -> delivery(quick)).toList()));

        assertThat(kind.ends(quick)).hasSize(20);
        awaitTrue(() -> kind.ends(retried).size() == 1);
        assertThat(silent.stream().mapToInt(kind::mostUnderWay).sum()).isBetween(400, 500);
    }

    @Test
    void anAccountsUnwellTargetsLeaveOthersPlacesAmongThoseThatAreNotWell() {
        AccountId neighbour = new AccountId("222222222222");
        HealthyRetries once = new HealthyRetries(new HealthyRetryPolicy(20, 20, 1, 0, 0, 0, BackoffFunction.LINEAR));
        ScriptedKind.Script thenSilent = (_, attempt) -> attempt == 1
                ? Future.succeededFuture(ScriptedKind.failed())
                : Promise.<Outcome>promise().future();
        List<TargetKey> greedy = IntStream.range(0, 30)
                .mapToObj(_ -> kind.add(thenSilent, HealthyRetryPolicy.DEFAULT, OptionalInt.empty(), 50))
                .toList();
        TargetKey retried = kind.key(neighbour, UUID.randomUUID());
        kind.replace(new ScriptedKind.Scripted(
                retried,
                once,
                OptionalInt.empty(),
                50,
                (_, attempt) ->
                        Future.succeededFuture(attempt == 1 ? ScriptedKind.failed() : ScriptedKind.accepted())));
        DeliveryDatabase.Replica replica = database.replica(
                DeliveryDatabase.limits(40, 1_000, Optional.empty()), clock, new SimpleMeterRegistry(), kind);
        greedy.forEach(target -> replica.accept(delivery(target)));
        clock.move(Duration.ofSeconds(1));
        replica.accept(delivery(retried));
        awaitTrue(() -> greedy.stream()
                        .allMatch(
                                target -> database.rows(target).stream().anyMatch(row -> row.getUUID("lease") == null))
                && database.rows(retried).size() == 1);

        clock.move(Duration.ofSeconds(20));

        awaitTrue(() -> kind.ends(retried).size() == 1);
        assertThat(greedy.stream()
                        .filter(target -> kind.attempts(target).size() == 2)
                        .count())
                .isEqualTo(10);
    }

    @Test
    void ofEachGroupOneIsUnderWayAndTheyArriveInOrderThoughOneIsRetriedAndOthersGoOn() {
        Map<String, AtomicInteger> busy = new ConcurrentHashMap<>();
        List<String> arrived = Collections.synchronizedList(new ArrayList<>());
        List<String> overlaps = Collections.synchronizedList(new ArrayList<>());
        TargetKey target = kind.add((delivery, attempt) -> {
            String group = delivery.order().orElseThrow().group();
            String name = group + delivery.order().orElseThrow().position();
            if (busy.computeIfAbsent(group, _ -> new AtomicInteger()).incrementAndGet() != 1) {
                overlaps.add(name);
            }
            Promise<Outcome> answer = Promise.promise();
            Vertx.currentContext().owner().setTimer(2, _ -> {
                busy.get(group).decrementAndGet();
                if (name.equals("a1") && attempt <= 2) {
                    answer.complete(ScriptedKind.failed());
                } else {
                    arrived.add(name);
                    answer.complete(ScriptedKind.accepted());
                }
            });
            return answer.future();
        });
        DeliveryDatabase.Replica one = replica();
        DeliveryDatabase.Replica two = replica();

        for (int i = 0; i < 10; i++) {
            one.accept(ordered(target, "a", i), ordered(target, "b", i), ordered(target, "c", i));
        }
        two.accept(ordered(target, "d", 1), ordered(target, "d", 2));

        awaitTrue(() -> arrived.size() == 23);
        assertThat(arrived).contains("a0").doesNotContain("a1", "a2");
        clock.move(Duration.ofSeconds(20));
        awaitTrue(() -> database.rows(target).stream().anyMatch(row -> row.getInteger("attempts") == 2));
        clock.move(Duration.ofSeconds(20));
        awaitTrue(() -> arrived.size() == 32);

        for (String group : List.of("a", "b", "c", "d")) {
            assertThat(arrived.stream().filter(each -> each.startsWith(group)))
                    .isSortedAccordingTo(Comparator.comparing(each -> Integer.valueOf(each.substring(1))))
                    .doesNotHaveDuplicates();
        }
        assertThat(overlaps).isEmpty();
        awaitTrue(() -> database.rows(target).isEmpty());
    }

    @Test
    void twoReplicasShareTheWorkAndDeliverNothingTwice() {
        List<Promise<Outcome>> open = Collections.synchronizedList(new ArrayList<>());
        TargetKey target = kind.add(
                (_, attempt) -> {
                    if (attempt == 1) {
                        return Future.succeededFuture(ScriptedKind.failed());
                    }
                    Promise<Outcome> answer = Promise.promise();
                    open.add(answer);
                    return answer.future();
                },
                HealthyRetryPolicy.DEFAULT,
                OptionalInt.empty(),
                2);
        DeliveryDatabase.Replica one = replica();
        replica();
        for (int i = 0; i < 12; i++) {
            one.accept(delivery(target));
        }
        awaitTrue(() ->
                kind.attempts(target).size() == 12 && database.rows(target).size() == 12);
        clock.move(Duration.ofSeconds(20));

        // Two places in each replica.
        awaitTrue(() -> open.size() == 4);
        for (int done = 0; done < 12; done++) {
            int next = done;
            awaitTrue(() -> open.size() > next);
            open.get(done).complete(ScriptedKind.accepted());
        }
        awaitTrue(() -> database.rows(target).isEmpty());

        assertThat(kind.attempts(target)).hasSize(24);
        assertThat(kind.attempts(target).stream()
                        .filter(each -> each.attempt() == 2)
                        .map(each -> each.delivery().id()))
                .doesNotHaveDuplicates();
        assertThat(kind.mostUnderWay(target)).isEqualTo(4);
    }

    @Test
    void whatADeadReplicaWasAtIsResumedWithTheSameNumberWhenItsLeaseIsOver() {
        AtomicInteger third = new AtomicInteger();
        TargetKey target = kind.add((_, attempt) -> attempt < 3
                ? Future.succeededFuture(ScriptedKind.failed())
                : third.getAndIncrement() == 0
                        ? Promise.<Outcome>promise().future()
                        : Future.succeededFuture(ScriptedKind.failed()));
        DeliveryDatabase.Replica first = replica();
        first.accept(delivery(target));
        clock.move(Duration.ofSeconds(20));
        awaitTrue(() -> database.rows(target).stream().anyMatch(row -> row.getInteger("attempts") == 2));
        clock.move(Duration.ofSeconds(20));
        awaitTrue(() -> third.get() == 1);
        first.die();

        DeliveryDatabase.Replica second = replica();
        clock.move(LEASE.minusMillis(1));
        assertThat(database.rows(target))
                .singleElement()
                .satisfies(row -> assertThat(instant(row, "due_at")).isAfter(clock.instant()));
        assertThat(kind.attempts(target)).hasSize(3);
        clock.move(Duration.ofMillis(1));
        awaitTrue(() -> database.rows(target).stream().anyMatch(row -> row.getInteger("attempts") == 3));

        assertThat(kind.attempts(target))
                .extracting(ScriptedKind.Attempted::attempt)
                .containsExactly(1, 2, 3, 3);
        assertThat(database.rows(target)).singleElement().satisfies(row -> {
            assertThat(instant(row, "first_attempt_at")).isEqualTo(NOON);
            assertThat(instant(row, "due_at")).isEqualTo(clock.instant().plusSeconds(20));
        });
        DeliveryDatabase.on(second.engine().stop());
    }

    @Test
    void anEndThatComesAfterItsLeaseChangesNothing() {
        List<Promise<Outcome>> answers = Collections.synchronizedList(new ArrayList<>());
        TargetKey target = kind.add((_, _) -> {
            Promise<Outcome> answer = Promise.promise();
            answers.add(answer);
            return answer.future();
        });
        DeliveryDatabase.Replica late = replica();
        late.accept(delivery(target));
        UUID lease = database.rows(target).getFirst().getUUID("lease");
        // As when the replica stood still and another claimed.
        UUID other = UUID.randomUUID();
        database.sql("UPDATE topic.deliveries SET lease = $1 WHERE lease = $2", Tuple.of(other, lease));

        answers.getFirst().complete(ScriptedKind.accepted());
        late.accept(delivery(kind.add(ScriptedKind.always(ScriptedKind.failed()))));

        assertThat(database.rows(target))
                .singleElement()
                .satisfies(row -> assertThat(row.getUUID("lease")).isEqualTo(other));
        assertThat(kind.ends(target)).isEmpty();
    }

    @Test
    void aPaceGivesEachAttemptASlotOfItsOwn() {
        TargetKey target = kind.add(
                ScriptedKind.always(ScriptedKind.accepted()), HealthyRetryPolicy.DEFAULT, OptionalInt.of(10), 50);
        DeliveryDatabase.Replica one = replica();
        DeliveryDatabase.Replica two = replica();

        for (int i = 0; i < 25; i++) {
            one.accept(delivery(target));
            two.accept(delivery(target));
        }

        awaitTrue(() -> kind.ends(target).size() == 1);
        clock.move(Duration.ofMillis(99));
        clock.move(Duration.ofMillis(1));
        awaitTrue(() -> kind.ends(target).size() == 2);
        clock.move(Duration.ofMillis(900));
        awaitTrue(() -> kind.ends(target).size() == 11);
        clock.move(Duration.ofMillis(3900));
        awaitTrue(() -> kind.ends(target).size() == 50);
        assertThat(database.sql("SELECT next_slot_at FROM topic.delivery_targets", Tuple.tuple()))
                .singleElement()
                .satisfies(row -> assertThat(instant(row, "next_slot_at")).isEqualTo(NOON.plusSeconds(5)));
        assertThat(kind.attempts(target).stream()
                        .filter(each -> each.at().isBefore(NOON.plusMillis(1001)))
                        .count())
                .isEqualTo(11);
    }

    @Test
    void aPaceThatChangesHoldsForWhatWaitsAlready() {
        TargetKey target = paced(OptionalInt.of(1));
        DeliveryDatabase.Replica replica = replica();
        DeliveryDatabase.on(replica.engine()
                .accept(IntStream.range(0, 40).mapToObj(_ -> delivery(target)).toList()));
        awaitTrue(() -> kind.ends(target).size() == 1);

        pace(target, OptionalInt.of(10));
        clock.move(Duration.ofSeconds(1));
        awaitTrue(() -> kind.ends(target).size() == 2);
        clock.move(Duration.ofSeconds(1));
        awaitTrue(() -> kind.ends(target).size() == 12);

        pace(target, OptionalInt.of(1));
        clock.move(Duration.ofMillis(100));
        awaitTrue(() -> kind.ends(target).size() == 13);
        for (int second = 1; second <= 4; second++) {
            int ended = 13 + second;
            clock.move(Duration.ofSeconds(1));
            awaitTrue(() -> kind.ends(target).size() == ended);
        }

        pace(target, OptionalInt.empty());
        clock.move(Duration.ofSeconds(1));
        awaitTrue(() -> kind.ends(target).size() == 40);
    }

    @Test
    void slotsThatPassWhileNothingIsDueAreNotMadeUpFor() {
        AtomicInteger calls = new AtomicInteger();
        TargetKey target = kind.add(
                (_, _) -> Future.succeededFuture(
                        calls.incrementAndGet() == 1 ? ScriptedKind.failed() : ScriptedKind.accepted()),
                HealthyRetryPolicy.DEFAULT,
                OptionalInt.of(1),
                50);
        DeliveryDatabase.Replica replica = replica();
        replica.accept(delivery(target));
        awaitTrue(
                () -> calls.get() == 1 && database.rows(target).stream().allMatch(row -> row.getUUID("lease") == null));

        clock.move(Duration.ofSeconds(10));
        DeliveryDatabase.on(replica.engine()
                .accept(IntStream.range(0, 10).mapToObj(_ -> delivery(target)).toList()));
        awaitTrue(() -> kind.ends(target).size() == 1);
        clock.move(Duration.ofSeconds(1));
        awaitTrue(() -> kind.ends(target).size() == 2);

        assertThat(calls).hasValue(3);
    }

    private TargetKey paced(OptionalInt perSecond) {
        return kind.add(ScriptedKind.always(ScriptedKind.accepted()), HealthyRetryPolicy.DEFAULT, perSecond, 50);
    }

    private void pace(TargetKey target, OptionalInt perSecond) {
        kind.replace(new ScriptedKind.Scripted(
                target,
                new HealthyRetries(HealthyRetryPolicy.DEFAULT),
                perSecond,
                50,
                ScriptedKind.always(ScriptedKind.accepted())));
    }

    @Test
    void whatIsOnRecordIsNotMadeTwiceHoweverOftenItIsBrought() {
        TargetKey target = kind.add(ScriptedKind.always(ScriptedKind.failed()));
        Delivery delivery = delivery(target);
        DeliveryDatabase.Replica one = replica();
        one.accept(delivery);
        DeliveryDatabase.Replica two = replica();

        one.accept(delivery, delivery);
        two.accept(delivery);

        assertThat(kind.attempts(target)).hasSize(1);
        assertThat(database.rows(target)).hasSize(1);
        kind.replace(target, ScriptedKind.always(ScriptedKind.accepted()));
        clock.move(Duration.ofSeconds(20));
        awaitTrue(() -> database.rows(target).isEmpty());
        assertThat(kind.ends(target)).hasSize(1);
    }

    @Test
    void whatWaitsForATargetThatIsGoneGoesWithIt() {
        TargetKey target = kind.add(ScriptedKind.always(ScriptedKind.failed()));
        DeliveryDatabase.Replica replica = replica();
        for (int i = 0; i < 5; i++) {
            replica.accept(delivery(target));
        }
        awaitTrue(() -> database.rows(target).size() == 5);
        kind.remove(target);

        replica.accept(delivery(target));
        clock.move(Duration.ofSeconds(20));

        awaitTrue(() -> database.rows(target).isEmpty());
        assertThat(kind.buried()).isEmpty();
    }

    @Test
    void aTargetThatCannotBeFoundNowIsTriedLater() {
        TargetKey target = kind.add(ScriptedKind.always(ScriptedKind.accepted()));
        DeliveryDatabase.Replica replica = replica();
        kind.failFinds(2);

        replica.accept(delivery(target));

        awaitTrue(() -> database.rows(target).stream()
                .anyMatch(row -> instant(row, "due_at").equals(NOON.plusSeconds(5))));
        clock.move(Duration.ofSeconds(5));
        awaitTrue(() -> kind.ends(target).size() == 1);
    }

    @Test
    void anHourAfterTheFirstAttemptADeliveryIsBuriedWithoutAnother() {
        HealthyRetryPolicy long3 = new HealthyRetryPolicy(1000, 1000, 3, 0, 0, 0, BackoffFunction.LINEAR);
        TargetKey target = kind.add(ScriptedKind.always(ScriptedKind.failed()), long3, OptionalInt.empty(), 5);
        replica().accept(delivery(target));

        clock.move(Duration.ofSeconds(3601));

        awaitTrue(() -> kind.buried().size() == 1);
        assertThat(kind.attempts(target)).hasSize(1);
        awaitTrue(() -> kind.ends(target).size() == 1);
        assertThat(kind.ends(target).getFirst().last().answer().status()).hasValue(503);
    }

    @Test
    void aReplicaThatStopsLeavesWhatIsUnderWayToOthersAtOnce() {
        List<Promise<Outcome>> open = Collections.synchronizedList(new ArrayList<>());
        TargetKey target = kind.add((_, _) -> {
            Promise<Outcome> answer = Promise.promise();
            open.add(answer);
            return answer.future();
        });
        DeliveryDatabase.Replica first = replica();
        Delivery delivery = delivery(target);
        first.accept(delivery);

        DeliveryDatabase.on(first.engine().stop());

        assertThat(database.rows(target)).singleElement().satisfies(row -> {
            assertThat(row.getUUID("lease")).isNull();
            assertThat(instant(row, "due_at")).isEqualTo(NOON);
            assertThat(row.getInteger("attempts")).isZero();
        });
        assertThat(first.engine().accept(List.of(delivery)).toCompletionStage().toCompletableFuture())
                .failsWithin(Duration.ofSeconds(5));
        replica();
        awaitTrue(() -> open.size() == 2);
        open.get(0).complete(ScriptedKind.accepted());
        open.get(1).complete(ScriptedKind.accepted());
        awaitTrue(() -> database.rows(target).isEmpty());
        assertThat(kind.attempts(target))
                .extracting(ScriptedKind.Attempted::attempt)
                .containsExactly(1, 1);
        awaitTrue(() -> kind.ends(target).size() == 1);
    }

    @Test
    void whatEndsWhileAReplicaStopsIsWrittenBeforeItHasStopped() {
        Promise<Outcome> answer = Promise.promise();
        TargetKey target = kind.add((_, _) -> answer.future());
        DeliveryDatabase.Replica replica = replica();
        replica.accept(delivery(target));

        Future<Void> stopped = replica.engine().stop();
        answer.complete(ScriptedKind.accepted());
        DeliveryDatabase.on(stopped);

        assertThat(database.rows(target)).isEmpty();
        assertThat(kind.ends(target)).hasSize(1);
    }

    @Test
    void whileTheDatabaseIsAwayNothingIsLostAndWhatArrivedIsNotSentAgain() throws Exception {
        Promise<Outcome> late = Promise.promise();
        TargetKey slow = kind.add((_, _) -> late.future());
        Promise<Outcome> tardy = Promise.promise();
        TargetKey slower = kind.add((_, _) -> tardy.future());
        TargetKey healthy = kind.add(ScriptedKind.always(ScriptedKind.accepted()));
        TargetKey failing = kind.add(ScriptedKind.always(ScriptedKind.failed()));
        try (Cable cable = new Cable(database.options())) {
            DeliveryDatabase.Replica replica = database.replica(
                    DeliveryDatabase.limits(), clock, new SimpleMeterRegistry(), kind, cable.options());
            replica.accept(delivery(slow));
            Delivery one = delivery(healthy);
            Delivery other = delivery(failing);
            Delivery last = delivery(slower);
            cable.cut();

            assertThat(replica.engine()
                            .accept(List.of(one, other, last))
                            .toCompletionStage()
                            .toCompletableFuture())
                    .failsWithin(Duration.ofSeconds(40));
            late.complete(ScriptedKind.accepted());
            tardy.complete(ScriptedKind.accepted());
            awaitTrue(() -> kind.ends(slower).size() == 1);
            assertThat(replica.engine()
                            .accept(List.of(one, other, last))
                            .toCompletionStage()
                            .toCompletableFuture())
                    .failsWithin(Duration.ofSeconds(40));
            assertThat(database.rows(slow)).hasSize(1);
            cable.mend();
            awaitTrue(() -> database.rows(slow).isEmpty());
            replica.accept(one, other, last);

            assertThat(kind.attempts(healthy)).hasSize(1);
            assertThat(kind.attempts(slower)).hasSize(1);
            assertThat(database.rows(slower)).isEmpty();
            assertThat(kind.ends(slow)).hasSize(1);
            assertThat(database.rows(failing)).hasSize(1);
        }
    }

    @Test
    void tenThousandDeliveriesToATargetThatIsAwayAreNotReadForOthers() {
        TargetKey away = kind.add(ScriptedKind.never());
        TargetKey other = kind.add(
                (_, attempt) -> Future.succeededFuture(attempt == 1 ? ScriptedKind.failed() : ScriptedKind.accepted()));
        DeliveryDatabase.Replica replica = replica();
        replica.accept(delivery(away), delivery(other));
        database.sql(
                "INSERT INTO topic.deliveries SELECT account, kind, target, gen_random_uuid(), content, NULL, NULL,"
                        + " published_at, NULL, 0, $2::timestamptz - interval '1 hour' * random(), NULL, false, false,"
                        + " NULL, NULL FROM topic.deliveries, generate_series(1, 10000) WHERE target = $1",
                Tuple.of(away.id(), NOON.atOffset(ZoneOffset.UTC)));
        database.sql(
                "UPDATE topic.delivery_targets SET waiting = 10001, next_due_at = $2 WHERE target = $1",
                Tuple.of(away.id(), NOON.minusSeconds(3600).atOffset(ZoneOffset.UTC)));
        database.sql("ANALYZE topic.deliveries", Tuple.tuple());

        clock.move(Duration.ofSeconds(20));
        awaitTrue(() -> kind.ends(other).size() == 1);

        assertThat(database.rowsReadByClaims(List.of(away, other), clock.instant()))
                .isBetween(1L, 60L);
        assertThat(kind.mostUnderWay(away)).isLessThanOrEqualTo(50);
    }

    @Test
    void whatIsAtOnceTooMuchForATargetIsBuried() {
        TargetKey target = kind.add(ScriptedKind.always(ScriptedKind.failed()));
        DeliveryDatabase.Replica replica = database.replica(
                DeliveryDatabase.limits(100, 3, Optional.empty()), clock, new SimpleMeterRegistry(), kind);
        List<Delivery> taken = List.of(delivery(target), delivery(target), delivery(target));
        taken.forEach(replica::accept);
        awaitTrue(() -> kind.attempts(target).size() == 3);
        Delivery fourth = delivery(target);

        replica.accept(fourth);
        taken.forEach(replica::accept);

        assertThat(kind.buried()).containsExactly(fourth.id());
        assertThat(kind.ends(target)).singleElement().satisfies(each -> {
            assertThat(each.last().answer().reason()).isEqualTo("backlog");
            assertThat(each.attempts()).isZero();
        });
        assertThat(database.rows(target)).hasSize(3);
    }

    @Test
    void aContentThatDoesNotOpenWaitsForItsKeyAndOneThatIsGoneIsDropped() {
        TargetKey target = kind.add(ScriptedKind.always(ScriptedKind.failed()));
        replica().accept(delivery(target));
        List<Row> sealed = database.sql("SELECT sealed FROM topic.delivery_contents", Tuple.tuple());
        database.sql("UPDATE topic.delivery_contents SET sealed = 'nonsense'", Tuple.tuple());

        clock.move(Duration.ofSeconds(20));
        awaitTrue(() -> instant(database.rows(target).getFirst(), "due_at").equals(NOON.plusSeconds(80)));
        assertThat(kind.attempts(target)).hasSize(1);
        database.sql(
                "UPDATE topic.delivery_contents SET sealed = $1",
                Tuple.of(sealed.getFirst().getBuffer(0)));
        clock.move(Duration.ofSeconds(60));
        awaitTrue(() -> kind.attempts(target).size() == 2);

        awaitTrue(() -> database.rows(target).getFirst().getInteger("attempts") == 2);
        database.sql("DELETE FROM topic.delivery_contents", Tuple.tuple());
        clock.move(Duration.ofSeconds(20));
        awaitTrue(() -> database.rows(target).isEmpty());
        assertThat(kind.attempts(target)).hasSize(2);
    }

    @Test
    void anAttemptThatNeverEndsCountsAsFailedAfterItsTime() {
        TargetKey target = kind.add(ScriptedKind.never());
        replica().accept(delivery(target));

        clock.move(Duration.ofSeconds(18));

        awaitTrue(() -> database.rows(target).getFirst().getInteger("attempts") == 1);
        assertThat(database.rows(target)).singleElement().satisfies(row -> {
            assertThat(row.getString("last_reason")).isEqualTo("timeout");
            assertThat(instant(row, "due_at")).isEqualTo(NOON.plusSeconds(38));
        });
    }

    private DeliveryDatabase.Replica replica() {
        return replica(clock);
    }

    private DeliveryDatabase.Replica replica(Clock time) {
        return database.replica(DeliveryDatabase.limits(), time, new SimpleMeterRegistry(), kind);
    }

    private static Instant instant(Row row, String column) {
        return Optional.ofNullable(row.getOffsetDateTime(column))
                .orElseThrow()
                .toInstant()
                .truncatedTo(ChronoUnit.MICROS);
    }

    private static void awaitTrue(Callable<Boolean> condition) {
        await().atMost(20, TimeUnit.SECONDS)
                .pollInterval(10, TimeUnit.MILLISECONDS)
                .until(condition);
    }
}

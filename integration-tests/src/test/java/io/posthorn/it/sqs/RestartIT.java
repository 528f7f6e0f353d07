package io.posthorn.it.sqs;

import static io.posthorn.it.sqs.Tenant.eventually;
import static io.posthorn.it.sqs.Tenant.names;
import static org.assertj.core.api.Assertions.assertThat;

import io.posthorn.it.process.StandaloneProcess;
import io.posthorn.it.process.StartsProcesses;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

/** A restart in the middle of everything: what was under way goes on, whether the process was stopped or killed. */
@StartsProcesses
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class RestartIT {
    private static final Duration MINUTE = Duration.ofMinutes(1);
    /** What a minute may take longer, and what a test may begin it earlier. */
    private static final Duration LATE = Duration.ofSeconds(20);

    private StandaloneProcess posthorn;
    private Tenant tenant;
    private Tenant other;

    private Instant minuteBegan;
    private String expiring;
    private String purged;
    private String deleted;

    @BeforeAll
    void start() {
        posthorn = StandaloneProcess.start("restart");
        tenant = new Tenant(posthorn.installation().first());
        other = new Tenant(posthorn.installation().second());

        minuteBegan = Instant.now();
        expiring = tenant.queue(Map.of(QueueAttributeName.MESSAGE_RETENTION_PERIOD, "60"));
        tenant.send(expiring, "visible", "in flight");
        tenant.receiveOne(expiring, r -> r.visibilityTimeout(600));
        purged = tenant.queue();
        tenant.sqs().purgeQueue(r -> r.queueUrl(purged));
        deleted = tenant.queue();
        tenant.sqs().deleteQueue(r -> r.queueUrl(deleted));
    }

    @AfterAll
    void close() {
        tenant.close();
        other.close();
        posthorn.close();
    }

    @TestFactory
    @Order(1)
    Stream<DynamicTest> afterAStopInOrder() {
        return over(() -> posthorn.stop());
    }

    @TestFactory
    @Order(2)
    Stream<DynamicTest> afterAKill() {
        return over(() -> posthorn.kill());
    }

    /** Begun before both restarts, and ended when the minute is over: not later because of them, and not sooner. */
    @Test
    @Order(3)
    void minutesGoOnOverRestarts() {
        if (Instant.now().isBefore(minuteBegan.plus(MINUTE))) {
            assertThat(tenant.counts(expiring).total()).isEqualTo(2);
            assertThat(Refusal.of(() -> tenant.sqs().purgeQueue(r -> r.queueUrl(purged)))
                            .status())
                    .isEqualTo(403);
            assertThat(Refusal.of(() -> tenant.create(Tenant.nameOf(deleted), Map.of()))
                            .code())
                    .isEqualTo("AWS.SimpleQueueService.QueueDeletedRecently");
        }
        Instant over = minuteBegan.plus(MINUTE);
        Instant latest = (Instant.now().isBefore(over) ? over : Instant.now()).plus(LATE);
        Awaitility.await()
                .atMost(Duration.between(Instant.now(), latest))
                .pollInterval(Duration.ofMillis(500))
                .untilAsserted(() -> assertThat(tenant.counts(expiring).total()).isZero());
        assertThat(Instant.now()).isAfter(over);
        eventually(() -> tenant.sqs().purgeQueue(r -> r.queueUrl(purged)));
        eventually(() ->
                assertThat(tenant.create(Tenant.nameOf(deleted), Map.of())).isEqualTo(deleted));
    }

    /** Begins everything, ends the process by {@code end}, starts it again, and tells of each thing how it went on. */
    private Stream<DynamicTest> over(Runnable end) {
        UnderWay underWay = new UnderWay(tenant, other);
        Map<String, Runnable> checks = underWay.begin();
        // Leases are written a moment after they are given; this poll lasts longer.
        assertThat(tenant.receive(tenant.queue(), 1, 1)).isEmpty();
        MoveInFull move = MoveInFull.begin(tenant);
        end.run();
        posthorn.startAgain();
        return Stream.concat(
                checks.entrySet().stream().map(check -> DynamicTest.dynamicTest(check.getKey(), check.getValue()::run)),
                Stream.of(DynamicTest.dynamicTest("a move task at full speed loses and doubles nothing", move::check)));
    }

    /** A move task without a rate, interrupted. */
    private record MoveInFull(Tenant tenant, String dead, String target) {
        private static final int MESSAGES = 2_000;

        static MoveInFull begin(Tenant tenant) {
            String dead = tenant.queue();
            tenant.source(dead);
            String target = tenant.queue();
            tenant.send(dead, names("body-", MESSAGES));
            tenant.sqs().startMessageMoveTask(r -> r.sourceArn(tenant.arn(dead)).destinationArn(tenant.arn(target)));
            eventually(() -> assertThat(tenant.counts(target).total()).isPositive());
            return new MoveInFull(tenant, dead, target);
        }

        void check() {
            tenant.awaitCounts(target, MESSAGES, 0, 0);
            assertThat(tenant.counts(dead).total()).isZero();
            assertThat(Tenant.bodies(tenant.receiveAll(target, MESSAGES)))
                    .containsExactlyInAnyOrder(names("body-", MESSAGES));
            eventually(() -> {
                var task = tenant.moveTask(tenant.arn(dead));
                assertThat(task.status()).isEqualTo("COMPLETED");
                assertThat(task.approximateNumberOfMessagesMoved()).isEqualTo(MESSAGES);
            });
        }
    }
}

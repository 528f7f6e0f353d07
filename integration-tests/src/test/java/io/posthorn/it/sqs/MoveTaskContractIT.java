package io.posthorn.it.sqs;

import static io.posthorn.it.sqs.Tenant.eventually;
import static io.posthorn.it.sqs.Tenant.names;
import static io.posthorn.it.sqs.Tenant.system;
import static org.assertj.core.api.Assertions.assertThat;

import io.posthorn.it.Counts;
import io.posthorn.it.endpoint.Installation;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.sqs.model.ListMessageMoveTasksResultEntry;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeName;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;
import software.amazon.awssdk.services.sqs.model.ResourceNotFoundException;

/** Behaviour 26 of the contract: dead letters are moved back, or on, by tasks. */
@Contract
class MoveTaskContractIT {
    private final Tenant tenant;

    MoveTaskContractIT(Installation installation) {
        this.tenant = new Tenant(installation.first());
    }

    @AfterAll
    void close() {
        tenant.close();
    }

    @Test
    void behaviour26DeadLettersGoBackToTheirSourcesAsNewMessages() {
        String dead = tenant.queue();
        Map<String, String> sources = Map.of("one", tenant.source(dead), "two", tenant.source(dead));
        Instant began = Instant.now();
        List<String> ids = sources.entrySet().stream()
                .map(source -> {
                    String id =
                            tenant.sendOne(source.getValue(), source.getKey()).messageId();
                    tenant.receiveAndShow(source.getValue());
                    assertThat(tenant.receive(source.getValue())).isEmpty();
                    return id;
                })
                .toList();
        tenant.awaitCounts(dead, 2, 0, 0);
        String deadArn = tenant.arn(dead);

        String handle =
                tenant.sqs().startMessageMoveTask(r -> r.sourceArn(deadArn)).taskHandle();

        assertThat(handle).isBase64();
        sources.forEach((body, url) -> {
            Message back = tenant.receiveOne(url);
            assertThat(back.body()).isEqualTo(body);
            assertThat(back.messageId()).isNotIn(ids);
            assertThat(system(back, MessageSystemAttributeName.APPROXIMATE_RECEIVE_COUNT))
                    .isEqualTo("1");
            assertThat(Instant.ofEpochMilli(Long.parseLong(system(back, MessageSystemAttributeName.SENT_TIMESTAMP))))
                    .isAfterOrEqualTo(began.minusSeconds(1));
        });
        eventually(() -> assertThat(tenant.moveTask(deadArn).status()).isEqualTo("COMPLETED"));
        ListMessageMoveTasksResultEntry task = tenant.moveTask(deadArn);
        assertThat(task.taskHandle()).isNull();
        assertThat(task.sourceArn()).isEqualTo(deadArn);
        assertThat(task.destinationArn()).isNull();
        assertThat(task.maxNumberOfMessagesPerSecond()).isNull();
        assertThat(task.failureReason()).isNull();
        assertThat(task.approximateNumberOfMessagesMoved()).isEqualTo(2);
        assertThat(task.approximateNumberOfMessagesToMove()).isEqualTo(2);
        assertThat(Instant.ofEpochMilli(task.startedTimestamp())).isBetween(began.minusSeconds(1), Instant.now());
        assertThat(tenant.counts(dead).total()).isZero();
    }

    @Test
    void behaviour26DeadLettersGoToTheDestinationThatIsNamed() {
        String dead = tenant.queue();
        tenant.source(dead);
        String target = tenant.queue();
        tenant.send(dead, names("body-", 25));

        start(dead, target, null);

        tenant.awaitCounts(target, 25, 0, 0);
        eventually(() -> assertThat(tenant.moveTask(tenant.arn(dead)).status()).isEqualTo("COMPLETED"));
        assertThat(tenant.moveTask(tenant.arn(dead)).destinationArn()).isEqualTo(tenant.arn(target));
        assertThat(tenant.counts(dead).total()).isZero();
    }

    @Test
    void behaviour26FifoDeadLettersGoBackInTheirOrder() {
        String dead = tenant.fifo();
        String live = tenant.fifo(Map.of(QueueAttributeName.REDRIVE_POLICY, tenant.redrive(dead)));
        tenant.sendInGroups(live, "a-1", "b-1", "a-2", "b-2", "a-3");
        assertThat(tenant.receive(live, r -> r.maxNumberOfMessages(10).visibilityTimeout(0)))
                .hasSize(5);
        assertThat(tenant.receive(live)).isEmpty();
        tenant.awaitCounts(dead, 5, 0, 0);

        start(dead, null, null);

        tenant.awaitCounts(live, 5, 0, 0);
        assertThat(Tenant.bodies(tenant.receive(live)))
                .containsSubsequence("a-1", "a-2", "a-3")
                .containsSubsequence("b-1", "b-2")
                .hasSize(5);
    }

    @Test
    void oneTaskRunsForASourceAtATimeAndACancelledOneKeepsWhatItMoved() {
        String dead = tenant.queue();
        tenant.source(dead);
        String target = tenant.queue();
        String deadArn = tenant.arn(dead);
        tenant.send(dead, names("body-", 40));

        String handle = start(dead, target, 2);
        assertThat(Refusal.of(() -> start(dead, target, 2)))
                .isEqualTo(Refusal.invalid("There is already a task running. Only one active task is allowed for a"
                        + " source queue arn at a given time."));
        assertThat(tenant.receiveOne(target).body()).startsWith("body-");
        ListMessageMoveTasksResultEntry running = tenant.moveTask(deadArn);
        long moved =
                tenant.sqs().cancelMessageMoveTask(r -> r.taskHandle(handle)).approximateNumberOfMessagesMoved();

        assertThat(running.status()).isEqualTo("RUNNING");
        assertThat(running.taskHandle()).isEqualTo(handle);
        assertThat(running.maxNumberOfMessagesPerSecond()).isEqualTo(2);
        eventually(() -> assertThat(tenant.moveTask(deadArn).status()).isEqualTo("CANCELLED"));
        int kept = Math.toIntExact(tenant.moveTask(deadArn).approximateNumberOfMessagesMoved());
        assertThat(kept).isBetween(Math.toIntExact(Math.max(1, moved)), 39);
        tenant.awaitCounts(target, kept - 1, 1, 0);
        assertThat(tenant.counts(dead)).isEqualTo(new Counts(40 - kept, 0, 0));
        assertThat(Refusal.of(() -> tenant.sqs().cancelMessageMoveTask(r -> r.taskHandle(handle)))
                        .status())
                .isEqualTo(400);
        assertThat(start(dead, target, null)).as("the next task").isNotEqualTo(handle);
        tenant.awaitCounts(dead, 0, 0, 0);
        assertThat(tenant.sqs()
                        .listMessageMoveTasks(r -> r.sourceArn(deadArn).maxResults(10))
                        .results())
                .as("newest first")
                .extracting(ListMessageMoveTasksResultEntry::status)
                .hasSize(2)
                .last()
                .isEqualTo("CANCELLED");
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 50})
    void aTaskIsNotFasterThanItsRate(int rate) {
        String dead = tenant.queue();
        tenant.source(dead);
        String target = tenant.queue();
        tenant.send(dead, names("body-", rate * 3));
        long began = System.nanoTime();

        start(dead, target, rate);

        Awaitility.await()
                .atMost(Tenant.SOON)
                .pollInterval(Duration.ofMillis(50))
                .until(() -> {
                    int moved = tenant.counts(target).total();
                    double seconds = (System.nanoTime() - began) / 1e9;
                    // One second's worth may go at once.
                    assertThat(moved).isLessThanOrEqualTo((int) (rate * (seconds + 1)) + 1);
                    return moved == rate * 3;
                });
    }

    @Test
    void aTaskWhoseDestinationVanishesFailsAndKeepsTheRest() {
        String dead = tenant.queue();
        tenant.source(dead);
        String target = tenant.queue();
        String deadArn = tenant.arn(dead);
        tenant.send(dead, names("body-", 40));
        start(dead, target, 2);
        assertThat(tenant.receiveOne(target).body()).startsWith("body-");

        tenant.sqs().deleteQueue(r -> r.queueUrl(target));

        eventually(() -> assertThat(tenant.moveTask(deadArn).status()).isEqualTo("FAILED"));
        ListMessageMoveTasksResultEntry task = tenant.moveTask(deadArn);
        assertThat(task.failureReason()).isEqualTo("AWS.SimpleQueueService.NonExistentQueue");
        assertThat(task.taskHandle()).isNull();
        // What had left for the queue when it was deleted went down with it.
        int moved = Math.toIntExact(task.approximateNumberOfMessagesMoved());
        eventually(() -> assertThat(tenant.counts(dead).total()).isGreaterThanOrEqualTo(40 - moved));
        assertThat(tenant.counts(dead).total()).isLessThan(40);
    }

    @Test
    void aTaskToTheSourcesFailsAtAMessageThatHasNone() {
        String dead = tenant.queue();
        tenant.source(dead);
        String deadArn = tenant.arn(dead);
        tenant.send(dead, names("direct-", 1));

        start(dead, null, null);

        eventually(() -> assertThat(tenant.moveTask(deadArn).status()).isEqualTo("FAILED"));
        assertThat(tenant.moveTask(deadArn).failureReason()).isEqualTo("CouldNotDetermineMessageSource");
        assertThat(tenant.counts(dead).total()).isEqualTo(1);
    }

    @Test
    void whatCannotBeMoved() {
        String dead = tenant.queue();
        tenant.source(dead);
        String nobodys = tenant.queue();
        String missing = tenant.arn(nobodys) + "-missing";

        assertThat(Refusal.of(() -> start(nobodys, null, null)))
                .isEqualTo(Refusal.invalid("Source queue must be configured as a Dead Letter Queue."));
        assertThat(Refusal.of(() -> start(dead, tenant.fifo(), null)).withoutMessage())
                .isEqualTo(Refusal.invalid(""));
        assertThat(Stream.of(0, 501))
                .allSatisfy(rate -> assertThat(
                                Refusal.of(() -> start(dead, null, rate)).withoutMessage())
                        .isEqualTo(Refusal.invalid("")));
        assertThat(Refusal.of(() -> tenant.sqs().startMessageMoveTask(r -> r.sourceArn(missing))))
                .isEqualTo(notFound("SourceArn"));
        assertThat(Refusal.of(() -> tenant.sqs().listMessageMoveTasks(r -> r.sourceArn(missing))))
                .isEqualTo(notFound("SourceArn"));
        assertThat(Refusal.of(() -> tenant.sqs()
                        .startMessageMoveTask(r -> r.sourceArn(tenant.arn(dead)).destinationArn(missing))))
                .isEqualTo(notFound("DestinationArn"));
    }

    private static Refusal notFound(String parameter) {
        return new Refusal(
                ResourceNotFoundException.class,
                "ResourceNotFoundException",
                404,
                "The resource that you specified for the " + parameter + " parameter doesn't exist.");
    }

    private String start(String dead, @Nullable String target, @Nullable Integer rate) {
        String destination = target == null ? null : tenant.arn(target);
        return tenant.sqs()
                .startMessageMoveTask(r -> r.sourceArn(tenant.arn(dead))
                        .destinationArn(destination)
                        .maxNumberOfMessagesPerSecond(rate))
                .taskHandle();
    }
}
